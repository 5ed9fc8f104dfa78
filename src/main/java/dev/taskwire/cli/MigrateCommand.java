package dev.taskwire.cli;

import dev.taskwire.config.DatabaseConfig;
import dev.taskwire.config.TaskwireConfig;
import dev.taskwire.postgres.Migrator;
import dev.taskwire.postgres.PgCronJob;
import dev.taskwire.postgres.Uninstaller;
import dev.taskwire.schedule.FirePlanner;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
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

    @Option(
            names = "--with-pg-cron",
            description = "let the server's pg_cron fire the schedules too, so that they fire while no process runs")
    private boolean withPgCron;

    @Option(names = "--without-pg-cron", description = "take the job of pg_cron away")
    private boolean withoutPgCron;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        require(uninstall || !confirmed, "--yes goes with --uninstall");
        require(
                Stream.of(withPgCron, withoutPgCron, uninstall, printed)
                                .filter(chosen -> chosen)
                                .count()
                        <= 1,
                "--with-pg-cron, --without-pg-cron, --uninstall and --print-sql exclude each other");
        require(
                (!printed || roles) && !(roles && uninstall),
                "--print-sql goes with --roles, which goes without --uninstall");
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
        changePgCron(config.database());
        return 0;
    }

    private void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new ParameterException(spec.commandLine(), otherwise);
        }
    }

    private static String printable(String script) {
        return script.isEmpty() ? "-- the roles are there and have their rights: nothing is to be done" : script;
    }

    private void changePgCron(DatabaseConfig database) throws Exception {
        if (withPgCron) {
            registerPgCron(database);
        }
        if (withoutPgCron) {
            try (PgCronJob job = new PgCronJob(database)) {
                out().println(job.remove());
            }
        }
    }

    private void registerPgCron(DatabaseConfig database) throws Exception {
        try (PgCronJob job = new PgCronJob(database);
                DatabaseSession session = new DatabaseSession(database)) {
            out().println(job.register());
            int planned = session.finished(new FirePlanner(session.vertx(), session.pool()).planAnew());
            out().println("the fire times of " + planned + " cron expressions were worked out ahead");
        }
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
