package dev.taskwire;

import dev.taskwire.cli.TaskwireCommand;

/** The entry of {@code java -jar taskwire.jar}. */
final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.exit(TaskwireCommand.commandLine(Application::create).execute(arguments));
    }
}
