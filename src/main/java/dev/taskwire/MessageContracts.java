package dev.taskwire;

import dev.taskwire.QueueGroup.Handler;
import dev.taskwire.queue.KnownKinds;
import dev.taskwire.queue.MessageKind;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the handlers of a {@link Taskwire} take, so that what is sent is labelled and checked as it will be read. Immutable. */
final class MessageContracts {
    private final List<String> problems;
    private final List<QueueGroup> groups;
    private final Map<String, ByType<MessageContract>> byQueue;

    private MessageContracts(List<String> problems, List<QueueGroup> groups) {
        this.problems = List.copyOf(problems);
        this.groups = groups;
        this.byQueue = groups.stream()
                .collect(Collectors.toMap(
                        QueueGroup::name, group -> ByType.of(contracts(group), MessageContract::type)));
    }

    static MessageContracts of(List<OwnQueue<?>> queues) {
        List<String> problems = new ArrayList<>();
        List<Handler<?>> handlers = new ArrayList<>();
        queues.forEach(queue -> handlers.add(Handler.of(queue, problems)));
        return new MessageContracts(problems, QueueGroup.of(handlers));
    }

    /** The queues with their handlers. */
    List<QueueGroup> groups() {
        return groups;
    }

    /** What is wrong with the schemas; where there is anything, nothing else is to be asked. */
    List<String> problems() {
        return problems;
    }

    KnownKinds known() {
        return new KnownKinds(groups.stream()
                .flatMap(group -> contracts(group).stream())
                .map(MessageContract::known)
                .toList());
    }

    /**
     * How messages are sent to a queue with these options. Throws a {@link TaskwireException} where it is not plain of which
     * type they are, or where they shall be of a version that is not known.
     */
    SendLabel label(String queue, SendOptions options) {
        JsonObject headers = options.headers.copy();
        options.type.ifPresent(type -> headers.put(MessageKind.TYPE, type));
        ByType<MessageContract> ofQueue = byQueue.get(queue);
        Optional<MessageContract> taker =
                ofQueue == null ? Optional.empty() : taker(queue, ofQueue, MessageKind.of(headers));
        taker.ifPresent(contract -> complete(headers, contract));
        return new SendLabel(
                headers, taker.filter(contract -> contract.evolution().isPresent()));
    }

    private static List<MessageContract> contracts(QueueGroup group) {
        return group.handlers().stream().map(Handler::contract).toList();
    }

    private static Optional<MessageContract> taker(String queue, ByType<MessageContract> ofQueue, MessageKind kind) {
        if (!kind.type().isEmpty()) {
            return ofQueue.of(kind.type());
        }
        Optional<MessageContract> meant = ofQueue.unnamed();
        if (meant.isEmpty()) {
            throw new TaskwireException("queue " + queue + ": say by SendOptions.type of which type the message is: "
                    + ofQueue.typed().keySet().stream().sorted().collect(Collectors.joining(", ")));
        }
        return meant;
    }

    private static void complete(JsonObject headers, MessageContract contract) {
        contract.type().ifPresent(type -> headers.put(MessageKind.TYPE, type));
        contract.evolution().ifPresent(schemas -> {
            if (!headers.containsKey(MessageKind.VERSION)) {
                headers.put(MessageKind.VERSION, schemas.current());
            }
            MessageKind kind = MessageKind.of(headers);
            if (kind.version() == MessageKind.NO_VERSION || !contract.knows(kind)) {
                throw new TaskwireException("queue " + contract.queue() + ": " + kind
                        + ", is not known here; the current version is " + schemas.current());
            }
        });
    }
}
