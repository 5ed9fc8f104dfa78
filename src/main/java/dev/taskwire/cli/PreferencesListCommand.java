package dev.taskwire.cli;

import dev.taskwire.notification.Preference;
import dev.taskwire.notification.PreferenceTable;
import io.vertx.core.json.JsonArray;
import java.io.PrintWriter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "list", mixinStandardHelpOptions = true, description = "Lists preferences, of one reader or of all.")
final class PreferencesListCommand implements Callable<Integer> {
    private static final int LIMIT_MOST = 10_000;

    @Mixin
    private ConfigOptions options = new ConfigOptions();

    @Parameters(index = "0", arity = "0..1", paramLabel = "USER", description = "the key of one reader")
    private @Nullable String user;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "1000",
            description = "so many lines at the most (default: ${DEFAULT-VALUE})")
    private int limit;

    @Option(names = "--output", paramLabel = "FORMAT", defaultValue = "table", description = "table or json")
    private OutputFormat format = OutputFormat.TABLE;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        if (limit < 1 || limit > LIMIT_MOST) {
            throw new ParameterException(spec.commandLine(), "--limit: expected 1 to " + LIMIT_MOST + ", got " + limit);
        }
        try (DatabaseSession session = new DatabaseSession(options.load().database())) {
            show(session.answer(new PreferenceTable(session.pool()).list(Optional.ofNullable(user), limit)));
        }
        return 0;
    }

    private void show(List<Preference> preferences) {
        PrintWriter out = spec.commandLine().getOut();
        if (format == OutputFormat.JSON) {
            out.println(
                    new JsonArray(preferences.stream().map(Preference::toJson).toList()).encodePrettily());
            return;
        }
        if (preferences.isEmpty()) {
            out.println("no preferences: all is wanted");
            return;
        }
        TextTable table = TextTable.headed("USER", "TYPE", "CHANNEL", "WANTED", "CHANGED");
        for (Preference one : preferences) {
            table.add(
                    one.userKey(),
                    one.type(),
                    one.channel(),
                    one.isWanted() ? "yes" : "no",
                    one.changedAt().truncatedTo(ChronoUnit.SECONDS).toString());
        }
        table.print(out);
    }
}
