package dev.taskwire.cli;

import dev.taskwire.config.TaskwireConfig;
import dev.taskwire.postgres.Migrator;
import dev.taskwire.postgres.Migrator.Migration;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "migrate",
        mixinStandardHelpOptions = true,
        description = "Brings a database to what this version needs: pgmq, the schema taskwire and its tables.")
final class MigrateCommand implements Callable<Integer> {
    @Mixin
    private ConfigOptions options = new ConfigOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        TaskwireConfig config = options.load();
        Migration migration = new Migrator(config.database(), config.queues()).migrate();
        PrintWriter out = spec.commandLine().getOut();
        out.println(migration.pgmq());
        out.println(
                migration.applied() == 0
                        ? "nothing to migrate, the database is at version " + migration.version()
                        : migration.applied() + " migrations applied, the database is at version "
                                + migration.version());
        return 0;
    }
}
