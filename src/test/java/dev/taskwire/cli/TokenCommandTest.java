package dev.taskwire.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskwire.config.TokenHash;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

final class TokenCommandTest {
    @Test
    void theHashIsThatOfTheTokenAndEachTokenIsAnother() {
        JsonObject first = new JsonObject(run("ci", "--roles", "enqueue,read", "--output", "json"));
        JsonObject second = new JsonObject(run("ci", "--output", "json"));

        assertThat(first.getString("token")).hasSizeGreaterThan(40).isNotEqualTo(second.getString("token"));
        assertThat(first.getString("hash"))
                .isEqualTo(TokenHash.of(first.getString("token")).toString());
        assertThat(first.getString("roles")).isEqualTo("enqueue, read");
        assertThat(second.getString("roles")).isEqualTo("read");
    }

    @Test
    void theLinesStandInTheConfigurationAsTheyAre() {
        assertThat(run("ci"))
                .contains("TASKWIRE_HTTP_TOKENS_CI_HASH")
                .contains("    ci:\n      hash: sha256:")
                .contains("      roles: read\n");
    }

    private static String run(String... arguments) {
        StringWriter out = new StringWriter();
        CommandLine line = new CommandLine(new TokenCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(new PrintWriter(out, true));
        assertThat(line.execute(arguments)).isZero();
        return out.toString();
    }
}
