package dev.taskwire.cli;

import dev.taskwire.support.PostgresExtension;
import dev.taskwire.support.TestDatabase;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine;

/** Runs commands that work on the database of a test. */
final class CommandRunner {
    private final Supplier<TestDatabase> database;

    /** How a command ended. */
    record Ran(int code, String out, String err) {}

    CommandRunner(PostgresExtension postgres) {
        this(postgres::database);
    }

    CommandRunner(Supplier<TestDatabase> database) {
        this.database = database;
    }

    /** Runs a command while somebody types this. */
    Ran answering(String input, String... arguments) throws IOException {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
        try {
            return run(arguments);
        } finally {
            System.setIn(before);
        }
    }

    Ran run(String... arguments) throws IOException {
        return run(List.of(arguments), 1);
    }

    /** Runs a command that stands below another one. */
    Ran runBelow(String command, String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add(0, command);
        return run(all, 2);
    }

    private Ran run(List<String> arguments, int optionsFrom) throws IOException {
        Path conf = Files.writeString(
                Files.createTempFile("taskwire", ".yaml"),
                "database:\n  url: " + database.get().url() + "\n");
        try {
            List<String> all = new ArrayList<>(arguments);
            all.add(optionsFrom, "--conf");
            all.add(optionsFrom + 1, conf.toString());
            return execute(all);
        } finally {
            Files.delete(conf);
        }
    }

    private static Ran execute(List<String> arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine commandLine = TaskwireCommand.commandLine((config, observer) -> {
                    throw new IllegalStateException("these commands serve nothing");
                })
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true));
        return new Ran(commandLine.execute(arguments.toArray(String[]::new)), out.toString(), err.toString());
    }
}
