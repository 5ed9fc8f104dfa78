package dev.taskwire.doctor;

import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Row;
import java.time.Duration;

/** Whether the database can be reached, how fast, and whether others could read along. */
final class ReachCheck implements Check {
    static final String NAME = "reach";

    private static final String ENCRYPTION = """
            -- doctor.reach
            SELECT ssl, version,
              inet_client_addr() IS NULL OR EXISTS (
                SELECT FROM unnest('{127.0.0.0/8,10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,::1/128,fc00::/7}'::inet[]) AS nearby
                WHERE inet_client_addr() <<= nearby) AS private
            FROM pg_stat_ssl WHERE pid = pg_backend_pid()
            """;

    private final Ground ground;

    ReachCheck(Ground ground) {
        this.ground = ground;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Future<Finding> look() {
        long start = System.nanoTime();
        return ground.pool()
                .query(ENCRYPTION)
                .execute()
                .map(rows -> judged(rows.iterator().next(), Duration.ofNanos(System.nanoTime() - start)))
                .otherwise(this::unreachable);
    }

    private Finding judged(Row row, Duration took) {
        String words = ground.address() + " answers after " + took.toMillis() + " ms, ";
        if (row.getBoolean("ssl")) {
            return Finding.ok(words + "encrypted (" + row.getString("version") + ")");
        }
        return row.getBoolean("private")
                ? Finding.ok(words + "unencrypted on a private network")
                : Finding.warning(words + "unencrypted", "add ?sslmode=verify-full to DATABASE_URL");
    }

    private Finding unreachable(Throwable failure) {
        String words = ground.address() + " cannot be reached: " + Failing.words(failure);
        String state = failure instanceof PgException error ? String.valueOf(error.getSqlState()) : "";
        return switch (state) {
            case "28P01", "28000" -> Finding.problem(words, "correct user and password in DATABASE_URL");
            case "3D000" -> Finding.problem(words, "create the database, or correct its name in DATABASE_URL");
            case "53300" -> Finding.problem(words, "end sessions that nobody needs, or raise max_connections");
            case "08P01" ->
                Finding.problem(
                        words, "there seems to be a pooler in between: let DATABASE_URL name the server itself");
            default -> Finding.problem(words, "see that the server runs and that DATABASE_URL names its host and port");
        };
    }
}
