package dev.taskwire.job;

import io.vertx.sqlclient.Row;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A table to be cleaned up, or why one cannot be.
 *
 * @param relation its name in SQL
 * @param timeColumn tells how old a row is
 * @param condition in SQL, what else must hold of a row that goes
 * @param before older rows go
 * @param problem why it cannot be cleaned up, in words; condition and before are null then
 */
record CleanupTarget(
        String relation,
        String timeColumn,
        @Nullable String condition,
        @Nullable OffsetDateTime before,
        Optional<String> problem) {

    static CleanupTarget from(Row row) {
        return new CleanupTarget(
                row.getString("relation"),
                row.getString("time_column"),
                row.getString("condition"),
                row.getOffsetDateTime("before"),
                Optional.ofNullable(row.getString("problem")));
    }
}
