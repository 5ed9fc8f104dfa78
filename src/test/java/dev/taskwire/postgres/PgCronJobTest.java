package dev.taskwire.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is known of pg_cron by its version and its words. */
final class PgCronJobTest {
    @ParameterizedTest
    @CsvSource({"1.4-1,false", "1.3,false", "1.5,true", "1.6,true", "1.10,true", "2.0,true", "unknown,false"})
    void secondsAreKnownSinceOneFive(String version, boolean known) {
        assertThat(PgCronJob.knowsSeconds(version)).isEqualTo(known);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ERROR: unrecognized configuration parameter \"cron.database_name\"",
                "ERROR: pg_cron can only be loaded via shared_preload_libraries\n  Hint: Add pg_cron to it."
            })
    void notBeingLoadedIsSaidWithWhatToSet(String message) {
        SQLException failure = new SQLException(message, "42704");

        assertThat(PgCronRefusal.of(failure).inWords("app", "owner", failure))
                .hasMessageStartingWith("pg_cron is not loaded (")
                .hasMessageContaining("set shared_preload_libraries = 'pg_cron'")
                .hasMessageContaining("cron.database_name = 'app'")
                .hasMessageNotContaining("Hint");
    }

    @Test
    void whatIsNotUnderstoodIsToldAsItIs() {
        SQLException failure = new SQLException("ERROR: something else", "XX000");

        assertThat(PgCronRefusal.of(failure).inWords("app", "owner", failure))
                .hasMessage("pg_cron could not be set up (ERROR: something else): see the server's log and pg_cron's"
                        + " documentation");
    }
}
