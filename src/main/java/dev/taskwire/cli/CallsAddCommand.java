package dev.taskwire.cli;

import dev.taskwire.httpcall.HttpJobs;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "add",
        mixinStandardHelpOptions = true,
        description = "Inserts a job into an HTTP-call queue, and prints its id.")
final class CallsAddCommand implements Callable<Integer> {
    @Mixin
    private ConfigOptions options = new ConfigOptions();

    @Parameters(index = "0", paramLabel = "QUEUE", description = "the HTTP-call queue")
    private String queue = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "PAYLOAD",
            description = "the body: a JSON value, or @FILE with one")
    private @Nullable String payload;

    @Option(names = "--path", paramLabel = "PATH", description = "behind the queue's address, such as /reminders")
    private @Nullable String path;

    @Option(names = "--method", paramLabel = "METHOD", description = "instead of the queue's")
    private @Nullable String method;

    @Option(
            names = "--key",
            paramLabel = "KEY",
            description = "calls of one key are bounded by the queue's key_workers")
    private @Nullable String key;

    @Option(
            names = "--delay",
            paramLabel = "DURATION",
            converter = DurationOption.class,
            description = "not before so long, such as 90s or 2h")
    private @Nullable Duration delay;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        String job = "[{" + fields() + "}]";
        try (DatabaseSession session = new DatabaseSession(options.load().database())) {
            long id =
                    session.answer(new HttpJobs(session.pool()).add(queue, job)).get(0);
            spec.commandLine().getOut().println("inserted as " + id);
        }
        return 0;
    }

    /** The payload goes as it is written, to the last digit. */
    private String fields() throws IOException {
        JsonObject given = new JsonObject();
        put(given, "path", path);
        put(given, "method", method);
        put(given, "key", key);
        put(given, "delay", delay == null ? null : delay.toMillis() + "ms");
        String text = given.encode().replaceAll("^[{]|[}]$", "");
        if (payload == null) {
            return text;
        }
        String value = payload.startsWith("@") ? CallsFlowCommand.read(spec, Path.of(payload.substring(1))) : payload;
        JsonText.problem(value, 1).ifPresent(problem -> {
            throw new ParameterException(spec.commandLine(), "the payload is no JSON: " + problem);
        });
        return text + (text.isEmpty() ? "" : ",") + "\"payload\":" + value;
    }

    private static void put(JsonObject given, String name, @Nullable String value) {
        if (value != null) {
            given.put(name, value);
        }
    }
}
