package dev.taskwire.cli;

import dev.taskwire.httpcall.HttpFlows;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "flow",
        mixinStandardHelpOptions = true,
        description = {
            "Inserts jobs that wait for one another, all or none, and prints the flow's id.",
            "The file holds {\"name\": …, \"jobs\": [{\"name\", \"queue\", \"payload\", \"after\": [names]}]}."
        })
final class CallsFlowCommand implements Callable<Integer> {
    @Mixin
    private ConfigOptions options = new ConfigOptions();

    @Parameters(index = "0", paramLabel = "FILE", description = "a file with the flow as JSON, or - for standard input")
    private String file = "";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        String flow = file.equals("-")
                ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
                : read(spec, Path.of(file));
        JsonText.problem(flow, 1).ifPresent(problem -> {
            throw new ParameterException(spec.commandLine(), "the flow is no JSON: " + problem);
        });
        try (DatabaseSession session = new DatabaseSession(options.load().database())) {
            spec.commandLine()
                    .getOut()
                    .println("inserted as " + session.answer(new HttpFlows(session.pool()).send(flow)));
        }
        return 0;
    }

    static String read(CommandSpec spec, Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new ParameterException(spec.commandLine(), "there is no file " + file);
        }
        return Files.readString(file);
    }
}
