package dev.taskwire;

import dev.taskwire.queue.KnownKinds.Known;
import dev.taskwire.queue.MessageKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What one handler of a queue takes.
 *
 * @param type empty: whatever no other handler of its queue takes
 * @param evolution empty: every version, unchecked
 */
record MessageContract(String queue, Optional<String> type, Payloads<?> payloads, Optional<Evolution> evolution) {
    /** Adds what is wrong with its schemas to the problems; then what is answered is not to be used. */
    static MessageContract of(OwnQueue<?> handler, List<String> problems) {
        QueueOptions options = handler.options();
        List<String> own = new ArrayList<>();
        Optional<Evolution> evolution = options.schemas.map(schemas -> Evolution.of(schemas, own));
        own.forEach(problem -> problems.add(handler.path() + problem));
        return new MessageContract(handler.name(), options.type, new Payloads<>(handler.type()), evolution);
    }

    /** What of its type is not for another process. */
    boolean knows(MessageKind kind) {
        return evolution.map(known -> known.knows(kind.version())).orElse(true);
    }

    Known known() {
        return new Known(queue, type, evolution.map(Evolution::versions).orElse(List.of()));
    }
}
