package dev.taskwire.doctor;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Whether this is a server that Taskwire works with, which its makers still look after, and the one that takes writes. */
final class PostgresCheck implements Check {
    private static final int OLDEST = 15;

    /** A major version is looked after for five years, until November: 15, which came in 2022, until 2027. */
    private static final int LAST_YEAR_LESS_VERSION = 2012;

    /** Releases that mended what others can make use of, by major version. */
    private static final Map<Integer, Integer> SAFE_SINCE = Map.of(15, 15, 16, 11, 17, 7, 18, 1);

    private static final String SERVER = """
            -- doctor.postgres
            SELECT current_setting('server_version_num')::integer AS version, current_setting('server_version') AS words,
              pg_is_in_recovery() AS standby
            """;

    private final Ground ground;

    PostgresCheck(Ground ground) {
        this.ground = ground;
    }

    @Override
    public String name() {
        return "postgres";
    }

    @Override
    public Future<Finding> look() {
        return ground.pool()
                .query(SERVER)
                .execute()
                .map(rows -> judged(rows.iterator().next()));
    }

    private Finding judged(Row row) {
        int major = row.getInteger("version") / 10_000;
        int minor = row.getInteger("version") % 10_000;
        String version = "PostgreSQL " + row.getString("words");
        List<Finding> findings = new ArrayList<>();
        if (major < OLDEST) {
            findings.add(Finding.problem(
                    version + " is too old: Taskwire needs " + OLDEST + " or newer", "upgrade the server"));
        } else if (isOver(major)) {
            findings.add(Finding.warning(
                    version + " gets no fixes any more", "upgrade the server to a newer major version"));
        } else if (minor < SAFE_SINCE.getOrDefault(major, 0)) {
            findings.add(Finding.warning(
                    version + " has known holes", "install its newest minor version, " + major + ".x, and restart it"));
        }
        if (row.getBoolean("standby")) {
            findings.add(Finding.problem(
                    "the server is a standby, which takes no writes", "let DATABASE_URL name the primary"));
        }
        return Finding.of(findings, Finding.ok(version));
    }

    private boolean isOver(int major) {
        LocalDate end = LocalDate.of(LAST_YEAR_LESS_VERSION + major, 12, 1);
        return !LocalDate.ofInstant(ground.clock().instant(), ZoneOffset.UTC).isBefore(end);
    }
}
