package dev.taskwire.postgres;

import dev.taskwire.config.ListenerConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Hears the notifications of one channel on a connection of its own, for as long as it is open.
 *
 * <p>A connection can fall silent without being closed, so it is asked for a sign of life at every heartbeat: that the
 * channel is still listened to and that the server is no standby, which can never notify. Whenever listening begins
 * anew, the observer is told, since what was notified in between is lost. All of it runs on one Vert.x context.
 */
public final class NotificationListener {
    private static final Duration RECONNECT_FIRST = Duration.ofMillis(100);

    /** Asks for a sign of life, and lets writers know that somebody listens; answers whether they knew until now. */
    private static final String HEARTBEAT = """
            -- listener.heartbeat
            SELECT listening, CASE WHEN listening THEN taskwire.keep_listening($2) END AS kept
            FROM (
                SELECT EXISTS (SELECT FROM pg_listening_channels() AS channel WHERE channel = $1)
                   AND NOT pg_is_in_recovery() AS listening
                OFFSET 0
            ) AS connection
            """;

    private final Vertx vertx;
    private final PgConnectOptions options;
    private final ListenerConfig config;
    private final Observer observer;

    private @Nullable PgConnection connection;
    private boolean open;
    private boolean listening;
    private int failures;
    private long timer = -1;

    /** Is told what happens, on the listener's context. */
    public interface Observer {
        /** Listening has begun, for the first time or again; what was notified before, or not even that, is unknown. */
        void listening();

        /** Listening has ended; it will be tried again. */
        void lost(String reason);

        /** A notification arrived. */
        void notified(String payload);
    }

    /** The one channel of Taskwire; the payload is the name of the queue. */
    public static final String CHANNEL = "taskwire_wake";

    public NotificationListener(Vertx vertx, DatabaseAddress address, ListenerConfig config, Observer observer) {
        this.vertx = vertx;
        this.config = config;
        this.observer = observer;
        this.options = address.connectOptions().addProperty("application_name", "taskwire listener");
    }

    /** Begins to listen and never gives up until it is closed. To be called once, on the context it is to run on. */
    public void open() {
        open = true;
        connect();
    }

    /** Ends listening; completes when the connection is closed. */
    public Future<Void> close() {
        open = false;
        vertx.cancelTimer(timer);
        PgConnection closing = connection;
        connection = null;
        return closing == null ? Future.succeededFuture() : closing.close().otherwiseEmpty();
    }

    public boolean isListening() {
        return listening;
    }

    private void connect() {
        Future<PgConnection> connecting = PgConnection.connect(vertx, options);
        within(connecting).compose(this::listen).onSuccess(this::listening).onFailure(failure -> {
            if (!connecting.isComplete()) {
                // It may still come, after nobody waits for it any more.
                connecting.onSuccess(NotificationListener::drop);
            }
            lost(
                    connecting.result(),
                    "cannot listen: " + EncryptionTrouble.advice(failure).orElse(failure.getMessage()));
        });
    }

    private Future<PgConnection> listen(PgConnection connected) {
        connection = connected;
        connected.closeHandler(closed -> lost(connected, "the connection was closed"));
        connected.notificationHandler(notification -> observer.notified(notification.getPayload()));
        return within(connected.query("LISTEN " + CHANNEL).execute())
                .compose(done -> confirm(connected))
                .map(connected);
    }

    private void listening(PgConnection connected) {
        if (!open) {
            drop(connected);
            return;
        }
        listening = true;
        failures = 0;
        scheduleHeartbeat(connected);
        observer.listening();
    }

    private void scheduleHeartbeat(PgConnection connected) {
        timer = vertx.setTimer(
                config.heartbeat().toMillis(),
                fired -> confirm(connected)
                        .onSuccess(kept -> {
                            if (connected == connection) {
                                scheduleHeartbeat(connected);
                                tellIfLapsed(kept);
                            }
                        })
                        .onFailure(failure -> lost(connected, "no sign of life: " + failure.getMessage())));
    }

    /** Fails where nothing can be heard; answers whether writers knew until now that somebody listens. */
    private Future<Boolean> confirm(PgConnection connected) {
        // Until well after the next heartbeat.
        Duration lease = config.heartbeat().multipliedBy(2).plus(config.heartbeatTimeout());
        return within(connected.preparedQuery(HEARTBEAT).execute(Tuple.of(CHANNEL, (double) lease.toMillis())))
                .map(rows -> rows.iterator().next())
                .compose(row -> row.getBoolean("listening")
                        ? Future.succeededFuture(row.getBoolean("kept"))
                        : Future.failedFuture("the channel is not listened to, or the server is a standby"));
    }

    /** This process stood still for a while, or the clock leapt: writers thought that nobody listens. */
    private void tellIfLapsed(boolean kept) {
        if (!kept) {
            observer.listening();
        }
    }

    private <T> Future<T> within(Future<T> answer) {
        return answer.timeout(config.heartbeatTimeout().toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The connection that failed counts no more; the next try follows after a growing, jittered pause. */
    private void lost(@Nullable PgConnection failed, String reason) {
        if (failed != connection || !open) {
            return;
        }
        connection = null;
        listening = false;
        vertx.cancelTimer(timer);
        if (failed != null) {
            drop(failed);
        }
        long pause = pause().toMillis();
        failures++;
        observer.lost(reason + "; next try in " + pause + " ms");
        timer = vertx.setTimer(pause, fired -> connect());
    }

    private static void drop(PgConnection dropped) {
        dropped.closeHandler(ignored -> {});
        SilentConnection.cut(dropped);
    }

    private Duration pause() {
        long longest =
                Math.min(config.reconnectMost().toMillis(), RECONNECT_FIRST.toMillis() << Math.min(failures, 20));
        return Duration.ofMillis(longest / 2 + ThreadLocalRandom.current().nextLong(longest / 2 + 1));
    }
}
