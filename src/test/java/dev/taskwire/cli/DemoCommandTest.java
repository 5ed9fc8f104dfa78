package dev.taskwire.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DemoCommandTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--seconds 0 | --seconds: expected 1 or more, got 0",
                "--seconds soon | 'soon' is not an int",
                "--rate 0 | --rate: expected 0.1 to 5000, got 0.0",
                "--rate NaN | --rate: expected 0.1 to 5000, got NaN",
                "--port 70000 | --port: expected 0 to 65535, got 70000",
                "--http-port -1 | --http-port: expected 0 to 65535, got -1",
                "--database-only --rate 9 | --database-only goes with --data and --port alone",
                "--hurry | --hurry"
            })
    void refusesAWrongValueWithASentence(String arguments, String sentence) {
        StringWriter said = new StringWriter();

        int exitCode = TaskwireCommand.commandLine((config, observer) -> {
                    throw new AssertionError("nothing may be started");
                })
                .setErr(new PrintWriter(said))
                .execute(("demo " + arguments).split(" "));

        assertThat(exitCode).isEqualTo(2);
        assertThat(said.toString()).contains(sentence);
    }
}
