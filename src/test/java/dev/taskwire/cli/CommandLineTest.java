package dev.taskwire.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** What holds for every command. */
final class CommandLineTest {
    @Test
    void everyCommandHasAnExampleInItsHelp() {
        List<CommandLine> all = new ArrayList<>();
        collect(commandLine(), all);

        assertThat(all)
                .hasSizeGreaterThan(20)
                .allSatisfy(command -> assertThat(command.getUsageMessage())
                        .as(command.getCommandName())
                        .contains("Example:"));
    }

    @Test
    void completionIsAScriptThatKnowsTheCommands() {
        assertThat(run("completion", "bash")).contains("_complete_taskwire", "preferences", "--watch");
        assertThat(run("completion", "zsh")).startsWith("autoload ").contains("bashcompinit");
        assertThat(commandLine().setErr(new PrintWriter(new StringWriter())).execute("completion", "fish"))
                .isEqualTo(2);
    }

    private static String run(String... arguments) {
        StringWriter out = new StringWriter();
        assertThat(commandLine().setOut(new PrintWriter(out)).execute(arguments))
                .isZero();
        return out.toString();
    }

    private static void collect(CommandLine parent, List<CommandLine> all) {
        for (Map.Entry<String, CommandLine> command : parent.getSubcommands().entrySet()) {
            all.add(command.getValue());
            collect(command.getValue(), all);
        }
    }

    private static CommandLine commandLine() {
        return TaskwireCommand.commandLine((config, observer) -> {
            throw new IllegalStateException("these commands serve nothing");
        });
    }
}
