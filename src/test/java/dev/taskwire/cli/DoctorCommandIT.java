package dev.taskwire.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskwire.cli.CommandRunner.Ran;
import dev.taskwire.support.PostgresExtension;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The doctor on the command line, with no key for mails: a warning. */
final class DoctorCommandIT {
    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.migrated();

    private final CommandRunner commands = new CommandRunner(POSTGRES);

    @Test
    void warningsCountOnlyWhereItIsStrictAndProblemsAlways() throws Exception {
        Ran lenient = commands.run("doctor");
        assertThat(lenient.code()).as(lenient.out() + lenient.err()).isZero();
        assertThat(lenient.out())
                .containsPattern("ok +reach +\\S+ answers")
                .containsPattern("warning +mail +there is no key")
                .contains("> set SENDGRID_API_KEY");

        Ran strict = commands.run("doctor", "--strict", "--output", "json");
        assertThat(strict.code()).isEqualTo(1);
        JsonObject json = new JsonObject(strict.out());
        assertThat(json.getBoolean("healthy")).isFalse();
        assertThat(json.getJsonArray("checks").getJsonObject(0).fieldNames())
                .containsExactlyInAnyOrder("check", "verdict", "words", "remedies", "milliseconds");
        assertThat(json.getJsonArray("checks").getJsonObject(0).getString("verdict"))
                .isEqualTo("ok");

        POSTGRES.database().execute("SELECT pgmq.drop_queue('notifications')");
        Ran broken = commands.run("doctor");
        assertThat(broken.code()).isEqualTo(1);
        assertThat(broken.out()).contains("> SELECT pgmq.create('notifications')");
        assertThat(commands.run("doctor", "--nonsense").code()).isEqualTo(2);
    }
}
