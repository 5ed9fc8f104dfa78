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
    private static final String ROLES_MADE = "the roles taskwire_owner, taskwire_worker, taskwire_reader and"
            + " taskwire_producer have their rights in this database; GRANT taskwire_worker TO the login that serves";

    @Mixin
    private ConfigOptions options = new ConfigOptions();

    @Option(
            names = "--uninstall",
            description = "list what Taskwire has in the database, and with --yes take all of it away")
    private boolean uninstall;

    @Option(
            names = "--roles",
            description = "then make the roles taskwire_owner, taskwire_worker, taskwire_reader and taskwire_producer,"
                    + " with their rights in this database")
    private boolean roles;

    @Option(
            names = "--print-sql",
            description = "with --roles: change nothing, and print the statements for an administrator to run")
    private boolean printed;

    @Option(names = "--yes", description = "with --uninstall: do it")
    private boolean confirmed;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        if (confirmed && !uninstall) {
            throw new ParameterException(spec.commandLine(), "--yes goes with --uninstall");
        }
        if ((printed && !roles) || (roles && uninstall)) {
            throw new ParameterException(
                    spec.commandLine(), "--print-sql goes with --roles, which goes without --uninstall");
        }
        TaskwireConfig config = options.load();
        if (uninstall) {
            return uninstall(config);
        }
        Migrator migrator = new Migrator(config.database(), config.queues());
        if (printed) {
            out().println(printable(migrator.rolesScript()));
            return 0;
        }
        migrator.migrate().sentences().forEach(out()::println);
        if (roles) {
            migrator.grantRoles();
            out().println(ROLES_MADE);
        }
        return 0;
    }

    private static String printable(String script) {
        return script.isEmpty() ? "-- the roles are there and have their rights: nothing is to be done" : script;
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
