package dev.taskwire;

import dev.taskwire.queue.MessageKind;
import dev.taskwire.queue.OutgoingBatch.Outgoing;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The headers that messages are sent with, and what holds them to the schemas of their queue.
 *
 * @param contract empty: they are not checked
 */
record SendLabel(JsonObject headers, Optional<MessageContract> contract) {
    /** Writes payloads as they are sent; throws a {@link TaskwireException} that says what is wrong with the first unfit one. */
    List<Outgoing> write(List<?> payloads) {
        @Nullable JsonObject given = headers.isEmpty() ? null : headers;
        List<Outgoing> written = new ArrayList<>(payloads.size());
        for (Object payload : payloads) {
            String json = Json.encode(payload);
            if (contract.isPresent()) {
                Optional<Misfit> misfit = misfit(contract.get(), json);
                if (misfit.isPresent()) {
                    String which = payloads.size() == 1 ? "" : "of message " + (written.size() + 1) + ": ";
                    throw new TaskwireException(which + misfit.get().reason());
                }
            }
            written.add(new Outgoing(json, given));
        }
        return written;
    }

    /** As it is read, so that what is refused here would be refused there. */
    private Optional<Misfit> misfit(MessageContract contract, String json) {
        return contract.evolution()
                .flatMap(schemas -> schemas.misfit(
                        MessageKind.of(headers).version(), contract.payloads().once(Json.decodeValue(json))));
    }
}
