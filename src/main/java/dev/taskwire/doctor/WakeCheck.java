package dev.taskwire.doctor;

import dev.taskwire.config.WakeMode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Whether a notification that is sent where the workers send is heard where the listener listens, and how fast. It goes
 * over a channel that nobody else listens to, so that no process is woken.
 */
final class WakeCheck implements Check {
    private static final String CHANNEL = "taskwire_doctor";
    private static final String NOTIFY = "SELECT pg_notify('" + CHANNEL + "', $1)";
    private static final Duration SLOW = Duration.ofMillis(500);

    private final Ground ground;

    WakeCheck(Ground ground) {
        this.ground = ground;
    }

    @Override
    public String name() {
        return "wake";
    }

    @Override
    public Future<Finding> look() {
        if (ground.config().wake() == WakeMode.OFF) {
            return Future.succeededFuture(Finding.skipped("wake is off in the configuration: queues are polled"));
        }
        return ground.connected(ground.listenAddress(), this::timed)
                .map(WakeCheck::judged)
                .otherwise(WakeCheck::unheard);
    }

    private Future<Duration> timed(PgConnection listener) {
        String payload = UUID.randomUUID().toString();
        Promise<Long> heard = Promise.promise();
        listener.notificationHandler(notification -> {
            if (payload.equals(notification.getPayload())) {
                heard.tryComplete(System.nanoTime());
            }
        });
        return listener.query("LISTEN " + CHANNEL).execute().compose(listening -> {
            long sent = System.nanoTime();
            return ground.pool()
                    .preparedQuery(NOTIFY)
                    .execute(Tuple.of(payload))
                    .compose(notified ->
                            heard.future().timeout(ground.limits().wake().toMillis(), TimeUnit.MILLISECONDS))
                    .map(at -> Duration.ofNanos(at - sent));
        });
    }

    private static Finding judged(Duration took) {
        String words = "a wake arrives after " + took.toMillis() + " ms";
        return took.compareTo(SLOW) < 0
                ? Finding.ok(words)
                : Finding.warning(
                        words, "look for commits that wait for one another: the server or the way to it is slow");
    }

    private static Finding unheard(Throwable failure) {
        String words = failure instanceof TimeoutException
                ? "a notification is not heard: work waits for the poll"
                : "nobody can listen: " + Failing.words(failure);
        return Finding.problem(
                words, "let LISTEN_URL name the primary itself, the same database as DATABASE_URL, without a pooler");
    }
}
