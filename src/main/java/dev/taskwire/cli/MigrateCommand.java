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
    @Mixin
    private ConfigOptions options = new ConfigOptions();

    @Option(
            names = "--uninstall",
            description = "list what Taskwire has in the database, and with --yes take all of it away")
    private boolean uninstall;

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
        if (confirmed && !uninstall) {
            throw new ParameterException(spec.commandLine(), "--yes goes with --uninstall");
        }
        if (Stream.of(withPgCron, withoutPgCron, uninstall)
                        .filter(chosen -> chosen)
                        .count()
                > 1) {
            throw new ParameterException(
                    spec.commandLine(), "--with-pg-cron, --without-pg-cron and --uninstall exclude each other");
        }
        TaskwireConfig config = options.load();
        if (uninstall) {
            return uninstall(config);
        }
        new Migrator(config.database(), config.queues()).migrate().sentences().forEach(out()::println);
        if (withPgCron) {
            registerPgCron(config.database());
        }
        if (withoutPgCron) {
            try (PgCronJob job = new PgCronJob(config.database())) {
                out().println(job.remove());
            }
        }
        return 0;
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
