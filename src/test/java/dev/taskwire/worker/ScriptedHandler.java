package dev.taskwire.worker;

import dev.taskwire.queue.Message;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** A handler that answers by the name in the message, and counts. */
final class ScriptedHandler implements MessageHandler {
    private final Map<String, Function<Integer, Future<Outcome>>> answers = new ConcurrentHashMap<>();
    private final List<String> handled = new CopyOnWriteArrayList<>();
    private final List<Message> messages = new CopyOnWriteArrayList<>();

    void answer(String name, Function<Integer, Future<Outcome>> answer) {
        answers.put(name, answer);
    }

    List<Message> messages() {
        return messages;
    }

    int attempts(String name) {
        return (int) handled.stream().filter(name::equals).count();
    }

    @Override
    public List<Future<Outcome>> handle(List<Message> batch) {
        return batch.stream().map(this::handle).toList();
    }

    private Future<Outcome> handle(Message message) {
        String name = ((JsonObject) Objects.requireNonNull(message.payload())).getString("name");
        handled.add(name);
        messages.add(message);
        return Objects.requireNonNull(answers.get(name)).apply(attempts(name));
    }
}
