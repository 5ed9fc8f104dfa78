package dev.taskwire.chaos;

import dev.taskwire.Delivery;
import dev.taskwire.Outcome;
import dev.taskwire.QueueOptions;
import dev.taskwire.Schemas;
import dev.taskwire.Taskwire;
import dev.taskwire.TaskwireOptions;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * A process of a user's that works on the queues plain and ordered, and writes a line for each message as it begins: the time, the
 * key, the number. What it has written is there after its death.
 */
final class KeyedWorker {
    private static final JsonObject SCHEMA = new JsonObject("""
            {"type": "object", "required": ["key", "n"],
             "properties": {"key": {"type": "string", "minLength": 1}, "n": {"type": "integer", "minimum": 1}}}
            """);

    private static final QueueOptions OPTIONS =
            QueueOptions.defaults().lease(Duration.ofSeconds(2)).schemas(Schemas.from(1, SCHEMA));

    private final FileOutputStream lines;

    /** What is worked on. */
    record Keyed(String key, int n) {}

    private KeyedWorker(FileOutputStream lines) {
        this.lines = lines;
    }

    /**
     * Works until it is killed.
     *
     * @param arguments the file to write to
     */
    public static void main(String[] arguments) throws IOException {
        KeyedWorker worker = new KeyedWorker(new FileOutputStream(arguments[0]));
        Taskwire.connect(TaskwireOptions.defaults()
                        .url(System.getenv("DATABASE_URL"))
                        .poolSize(4)
                        .migrate(false))
                .queue("plain", Keyed.class, OPTIONS, worker::work)
                .queue("ordered", Keyed.class, OPTIONS.ordered(), worker::work)
                .start()
                .onSuccess(started -> System.out.println("started"))
                .onFailure(Throwable::printStackTrace);
    }

    private Future<Outcome> work(Keyed payload, Delivery delivery) {
        String line = System.nanoTime() + " " + delivery.queue() + " " + payload.key() + " " + payload.n() + "\n";
        try {
            lines.write(line.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return Future.succeededFuture(Outcome.done());
    }
}
