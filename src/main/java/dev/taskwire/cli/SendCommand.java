package dev.taskwire.cli;

import dev.taskwire.queue.OutgoingBatch;
import dev.taskwire.queue.OutgoingBatch.Due;
import dev.taskwire.queue.OutgoingBatch.Outgoing;
import dev.taskwire.queue.Sending;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "send",
        mixinStandardHelpOptions = true,
        description = {
            "Puts messages on a queue: one that is given, one from a file, or one a line from standard input.",
            "Lines are sent in batches, each of them all or nothing; where one fails, those before it have been sent."
        })
final class SendCommand implements Callable<Integer> {
    private static final int BATCH_MOST = 10_000;
    private static final Duration DELAY_MOST = Duration.ofDays(3660);

    @Mixin
    private ConfigOptions options = new ConfigOptions();

    @Parameters(index = "0", paramLabel = "QUEUE", description = "the queue")
    private String queue = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "MESSAGE",
            defaultValue = "-",
            description =
                    "a JSON value, @FILE with one, or - for one a line from standard input (default: ${DEFAULT-VALUE})")
    private String message = "-";

    @Option(
            names = "--header",
            paramLabel = "NAME=TEXT",
            description = "goes into the headers; may be given several times")
    private Map<String, String> headers = Map.of();

    @ArgGroup
    private DueOptions due = new DueOptions();

    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "500",
            description = "so many lines together (default: ${DEFAULT-VALUE})")
    private int batchSize;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** When the messages may be taken. */
    static final class DueOptions {
        @Option(
                names = "--delay",
                paramLabel = "DURATION",
                converter = DurationOption.class,
                description = "not before so long, such as 90s or 2h")
        private @Nullable Duration delay;

        @Option(
                names = "--at",
                paramLabel = "TIME",
                converter = Moment.class,
                description = "not before then, such as 2026-01-31T08:00:00Z")
        private @Nullable Instant at;

        Due due() {
            if (delay != null) {
                return Due.after(delay);
            }
            return at == null ? Due.NOW : Due.at(at);
        }
    }

    @Override
    public Integer call() throws Exception {
        require(
                batchSize >= 1 && batchSize <= BATCH_MOST,
                "--batch: expected 1 to " + BATCH_MOST + ", got " + batchSize);
        require(
                due.delay == null || due.delay.compareTo(DELAY_MOST) <= 0,
                "--delay: expected " + DELAY_MOST.toDays() + "d at the most");
        String given = message.startsWith("@") ? read(Path.of(message.substring(1))) : message;
        boolean fromInput = given.equals("-");
        if (!fromInput) {
            JsonText.problem(given, 1)
                    .ifPresent(problem -> require(false, "the message is no JSON: " + problem + hint()));
        }
        try (DatabaseSession session = new DatabaseSession(options.load().database())) {
            if (fromInput) {
                sendLines(session);
            } else {
                out("sent as " + send(session, List.of(outgoing(given))).get(0));
            }
        }
        return 0;
    }

    private void sendLines(DatabaseSession session) throws Exception {
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        MessageLines lines = new MessageLines(input, batchSize);
        long sent = 0;
        try {
            for (List<String> batch = lines.next(); !batch.isEmpty(); batch = lines.next()) {
                sent += send(session, batch.stream().map(this::outgoing).toList())
                        .size();
            }
        } catch (Exception failure) {
            spec.commandLine()
                    .getErr()
                    .println("sent " + sent + " before it failed; nothing of lines " + lines.range() + " was sent");
            throw failure;
        }
        out("sent " + sent);
    }

    private List<Long> send(DatabaseSession session, List<Outgoing> messages) throws Exception {
        return session.answer(new Sending(session.pool()).send(queue, new OutgoingBatch(messages, due.due())));
    }

    private Outgoing outgoing(String json) {
        return new Outgoing(json, headers.isEmpty() ? null : new JsonObject(Map.copyOf(headers)));
    }

    private String read(Path file) throws IOException {
        require(Files.isRegularFile(file), "there is no file " + file);
        return Files.readString(file);
    }

    private String hint() {
        return message.startsWith("@")
                ? " (a file holds one JSON value; for one a line: taskwire send " + queue + " - < "
                        + message.substring(1) + ")"
                : " (a shell needs quotes: '{\"type\": \"welcome_email\"}'; a text is JSON with its quotes: '\"text\"')";
    }

    private void out(String line) {
        spec.commandLine().getOut().println(line);
    }

    private void require(boolean condition, String sentence) {
        if (!condition) {
            throw new ParameterException(spec.commandLine(), sentence);
        }
    }
}
