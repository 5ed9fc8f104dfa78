package dev.taskwire.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BenchCommandTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bench | Missing required parameter: 'DATABASE_URL'",
                "bench mysql://here | database.url: expected postgres://user:password@host:port/database",
                "bench postgres://a@b/c --rounds 0 | --rounds: expected 1 to 100, got 0",
                "bench postgres://a@b/c --seconds 0 | --seconds: expected 1 to 3600, got 0",
                "bench postgres://a@b/c --mails 0 | --mails: expected 1 to 1000000, got 0",
                "bench postgres://a@b/c --scale 20 | --scale: expected 0.0001 to 10, got 20.0",
                "bench postgres://a@b/c --only drain,sleep | --only: there is no workload \"sleep\"; there are drain, wake"
            })
    void refusesAWrongValueWithASentence(String arguments, String sentence) {
        StringWriter said = new StringWriter();

        int exitCode = TaskwireCommand.commandLine((config, observer) -> {
                    throw new AssertionError("nothing may be started");
                })
                .setErr(new PrintWriter(said))
                .execute(arguments.split(" "));

        assertThat(exitCode).isEqualTo(2);
        assertThat(said.toString()).contains(sentence);
    }
}
