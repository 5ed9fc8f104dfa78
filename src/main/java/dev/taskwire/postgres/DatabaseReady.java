package dev.taskwire.postgres;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits for a database that is away, with one line a try, and gives up on one that will not have us. */
public final class DatabaseReady {
    private static final Logger LOG = LoggerFactory.getLogger(DatabaseReady.class);

    private static final Duration PAUSE_FIRST = Duration.ofMillis(250);
    private static final Duration PAUSE_MOST = Duration.ofSeconds(5);

    /** Classes of errors that waiting mends: no connection, no room. A wrong password or database name is none. */
    private static final Set<String> AWAY = Set.of("08", "53");

    private final Vertx vertx;
    private final DatabaseAddress address;
    private int tries;
    private volatile boolean givenUp;

    public DatabaseReady(Vertx vertx, DatabaseAddress address) {
        this.vertx = vertx;
        this.address = address;
    }

    /** Runs blocking work again and again until the database answers; other failures end it at once. */
    public <T> Future<T> await(Callable<T> work) {
        Promise<T> result = Promise.promise();
        attempt(work, result);
        return result.future();
    }

    /** Ends the waiting: the work that waits fails. */
    public void giveUp() {
        givenUp = true;
    }

    private <T> void attempt(Callable<T> work, Promise<T> result) {
        vertx.executeBlocking(work, false).onSuccess(result::complete).onFailure(failure -> {
            SQLException away = awayCause(failure);
            if (away == null || givenUp) {
                result.fail(failure);
                return;
            }
            tries++;
            Duration pause = pause();
            LOG.atWarn()
                    .addKeyValue("database", address)
                    .addKeyValue("try", tries)
                    .addKeyValue("reason", firstLine(away))
                    .addKeyValue("next_try_ms", pause.toMillis())
                    .log("the database is away");
            vertx.setTimer(pause.toMillis(), fired -> attempt(work, result));
        });
    }

    private Duration pause() {
        Duration doubled = PAUSE_FIRST.multipliedBy(1L << Math.min(tries, 8));
        return doubled.compareTo(PAUSE_MOST) < 0 ? doubled : PAUSE_MOST;
    }

    /** The SQL error beneath a failure, if it says that the server cannot be reached or is only starting. */
    private static @Nullable SQLException awayCause(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                String state = sql.getSQLState();
                boolean away = state.startsWith("57P") || AWAY.contains(state.substring(0, 2));
                return away ? sql : null;
            }
        }
        return null;
    }

    private static String firstLine(SQLException failure) {
        return String.valueOf(failure.getMessage()).lines().findFirst().orElse("no reason given");
    }
}
