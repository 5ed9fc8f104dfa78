package dev.taskwire.cli;

import dev.taskwire.notification.Preview;
import dev.taskwire.notification.Preview.Page;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
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
        name = "preview",
        mixinStandardHelpOptions = true,
        description = "Shows what the templates of a type of notification make of data. It sends nothing.")
final class PreviewCommand implements Callable<Integer> {
    /** What of a mail is shown. */
    enum Part {
        ALL,
        SUBJECT,
        TEXT,
        HTML,
        SLACK
    }

    @Mixin
    private ConfigOptions options = new ConfigOptions();

    @Parameters(index = "0", arity = "0..1", paramLabel = "TYPE", description = "the type; without one, all are listed")
    private @Nullable String type;

    @Option(
            names = "--data",
            paramLabel = "FILE",
            description = "a JSON object with the variables (default: the type's sample.json)")
    private @Nullable Path data;

    @Option(
            names = "--part",
            paramLabel = "PART",
            defaultValue = "ALL",
            description =
                    "all (of the mail), subject, text, html or slack (default: all; html alone goes well into a file)")
    private Part part = Part.ALL;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        Preview preview = Preview.of(options.loadWithoutDatabase().notifications());
        PrintWriter out = spec.commandLine().getOut();
        if (type == null) {
            preview.names().forEach(out::println);
            return 0;
        }
        if (!preview.names().contains(type)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "there is no type \"" + type + "\" with templates here; there are: "
                            + String.join(", ", preview.names()));
        }
        show(out, preview.page(type, data == null ? preview.sample(type) : read(data)));
        return 0;
    }

    private void show(PrintWriter out, Page page) {
        switch (part) {
            case SUBJECT -> out.println(page.subject());
            case TEXT -> out.print(page.text());
            case HTML -> out.print(page.html());
            case SLACK -> out.println(page.slack().encodePrettily());
            case ALL -> {
                out.println("Subject: " + page.subject());
                out.println();
                out.println(page.text());
                out.println("--- html");
                out.print(page.html());
            }
        }
        out.flush();
    }

    private Map<String, Object> read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new ParameterException(spec.commandLine(), "--data: there is no file " + file);
        }
        try {
            return new JsonObject(Files.readString(file)).getMap();
        } catch (DecodeException notJson) {
            throw new ParameterException(
                    spec.commandLine(), "--data: " + file + " is no JSON object: " + notJson.getMessage(), notJson);
        }
    }
}
