package dev.taskwire.cli;

import dev.taskwire.config.InvalidConfigException;
import dev.taskwire.postgres.EncryptionTrouble;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line as a whole. */
@Command(
        name = "taskwire",
        mixinStandardHelpOptions = true,
        versionProvider = TaskwireCommand.Version.class,
        description = "Update a Postgres row; the work happens.")
public final class TaskwireCommand implements Runnable {
    private static final int FAILED = 1;
    private static final int WRONG_USE = 2;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** Builds the command line; executing it yields the exit code. */
    public static CommandLine commandLine(Service.Factory services) {
        CommandLine commandLine = new CommandLine(new TaskwireCommand())
                .addSubcommand(new DemoCommand(services))
                .addSubcommand(new ServeCommand(services))
                .addSubcommand(new MigrateCommand())
                .addSubcommand(new SendCommand())
                .addSubcommand(new QueuesCommand())
                .addSubcommand(new PeekCommand())
                .addSubcommand(new PauseCommand())
                .addSubcommand(new ResumeCommand())
                .addSubcommand(new PurgeCommand())
                .addSubcommand(new DoctorCommand())
                .addSubcommand(new FailuresCommand())
                .addSubcommand(new RedriveCommand())
                .addSubcommand(new MailsCommand())
                .addSubcommand(new PreferencesCommand())
                .addSubcommand(new PreviewCommand())
                .addSubcommand(new SchedulesCommand())
                .addSubcommand(new CallsCommand())
                .addSubcommand(new TokenCommand())
                .addSubcommand(new BenchCommand(services))
                .addSubcommand(new CompletionCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExpandAtFiles(false) // or @FILE, a message for `send`, would be a file of arguments
                .setExecutionExceptionHandler((failure, command, result) -> report(failure, command));
        Examples.addTo(commandLine);
        return commandLine;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "name a command");
    }

    private static int report(Exception failure, CommandLine commandLine) {
        PrintWriter err = commandLine.getErr();
        String message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        err.println("taskwire: " + EncryptionTrouble.advice(failure).orElse(message));
        return failure instanceof InvalidConfigException ? WRONG_USE : FAILED;
    }

    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = TaskwireCommand.class.getPackage().getImplementationVersion();
            return new String[] {"taskwire " + (version == null ? "(not packaged)" : version)};
        }
    }
}
