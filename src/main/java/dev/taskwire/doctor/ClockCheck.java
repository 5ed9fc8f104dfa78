package dev.taskwire.doctor;

import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;

/** How far this machine's clock is from the server's. Signatures and retry times of others are judged by this machine's. */
final class ClockCheck implements Check {
    private static final Duration NOTABLE = Duration.ofSeconds(2);
    private static final Duration TOO_MUCH = Duration.ofMinutes(1);

    private static final String SERVER = """
            -- doctor.clock
            SELECT clock_timestamp() AS at
            """;

    private final Ground ground;

    ClockCheck(Ground ground) {
        this.ground = ground;
    }

    @Override
    public String name() {
        return "clock";
    }

    @Override
    public Future<Finding> look() {
        return ground.pool().withConnection(connection -> {
            Instant asked = ground.clock().instant();
            return connection.query(SERVER).execute().map(rows -> {
                Instant there = rows.iterator().next().getOffsetDateTime("at").toInstant();
                return judged(apart(asked, there, ground.clock().instant()));
            });
        });
    }

    /** How far the server's time is outside of the time in which it was asked; negative where it is behind. */
    private static Duration apart(Instant asked, Instant there, Instant answered) {
        if (there.isBefore(asked)) {
            return Duration.between(asked, there);
        }
        return there.isAfter(answered) ? Duration.between(answered, there) : Duration.ZERO;
    }

    private static Finding judged(Duration apart) {
        Duration size = apart.abs();
        if (size.compareTo(NOTABLE) < 0) {
            return Finding.ok("this machine and the server have the same time");
        }
        String words = "the server's clock is " + size.toSeconds() + " s "
                + (apart.isNegative() ? "behind" : "ahead of") + " this machine's";
        String remedy = "let both follow a time server (NTP)";
        return size.compareTo(TOO_MUCH) < 0 ? Finding.warning(words, remedy) : Finding.problem(words, remedy);
    }
}
