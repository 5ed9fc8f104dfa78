package dev.taskwire.cli;

import dev.taskwire.config.TaskwireConfig;
import dev.taskwire.postgres.Migrator;
import dev.taskwire.postgres.Uninstaller;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "migrate",
        mixinStandardHelpOptions = true,
        description = "Brings a database to what this version needs: pgmq, the schema taskwire and its tables.")
final class MigrateCommand implements Callable<Integer> {
    @Mixin
    private ConfigOptions options = new ConfigOptions();

    @Option(
            names = "--uninstall",
            description = "list what Taskwire has in the database, and with --yes take all of it away")
    private boolean uninstall;

    @Option(names = "--yes", description = "with --uninstall: do it")
    private boolean confirmed;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        if (confirmed && !uninstall) {
            throw new ParameterException(spec.commandLine(), "--yes goes with --uninstall");
        }
        TaskwireConfig config = options.load();
        if (uninstall) {
            return uninstall(config);
        }
        new Migrator(config.database(), config.queues()).migrate().sentences().forEach(out()::println);
        return 0;
    }

    private int uninstall(TaskwireConfig config) throws SQLException {
        try (Uninstaller uninstaller = new Uninstaller(config.database())) {
            List<String> losses = uninstaller.losses();
            if (losses.isEmpty()) {
                out().println("Taskwire is not installed in this database");
                return 0;
            }
            out().println(confirmed ? "taking away:" : "this would take away:");
            losses.forEach(loss -> out().println("  " + loss));
            if (!confirmed) {
                out().println("nothing was changed; add --yes to do it");
                return 0;
            }
            out().println(uninstaller.uninstall());
            return 0;
        }
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
