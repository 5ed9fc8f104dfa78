package dev.taskwire.dashboard;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells followers what there is to see: once a second the figures and what is new in the activity log, asked once for all of
 * them, and not at all while there are none. Bound to the context on which it is followed.
 */
public final class Live {
    private static final Logger LOG = LoggerFactory.getLogger(Live.class);
    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final Duration SELDOM = Duration.ofSeconds(5);
    private static final Duration LOOK_MOST = Duration.ofSeconds(4);

    /** Of the time, so small a part goes into looking, if that takes longer than it should. */
    private static final int SHARE = 50;

    private final Vertx vertx;
    private final Map<UUID, Consumer<LiveEvent>> followers = new HashMap<>();
    private volatile @Nullable LiveSources sources;
    private @Nullable LiveEvent lastFigures;
    private boolean away;
    private Duration pause = EVERY;
    private long timer = -1;

    public Live(Vertx vertx) {
        this.vertx = vertx;
    }

    /** From now on there is a database. */
    public void open(LiveSources opened) {
        sources = opened;
    }

    /**
     * Tells what there is to see from now on, and first what is in the log since a row.
     *
     * @param seen the last row of the log that the follower has seen
     * @param hello what the follower is told before all else
     * @return a name with which to end it; fails where the database cannot be asked
     */
    public Future<UUID> follow(Optional<UUID> seen, LiveEvent hello, Consumer<LiveEvent> follower) {
        LiveSources asked = sources;
        if (asked == null) {
            return Future.failedFuture(new IllegalStateException("the database is not there yet"));
        }
        Future<List<JsonObject>> missed =
                seen.isPresent() ? asked.tail().after(seen.get()) : Future.succeededFuture(List.of());
        return missed.compose(rows -> followers.isEmpty() ? firstLook(asked).map(rows) : Future.succeededFuture(rows))
                .map(rows -> {
                    follower.accept(hello);
                    if (lastFigures != null) {
                        follower.accept(lastFigures);
                    }
                    if (away) {
                        follower.accept(LiveEvent.away());
                    }
                    rows.forEach(row -> follower.accept(LiveEvent.activity(row)));
                    UUID name = UUID.randomUUID();
                    followers.put(name, follower);
                    lookSoon();
                    return name;
                });
    }

    /** Ends what {@link #follow} began. */
    public void leave(UUID name) {
        followers.remove(name);
        if (followers.isEmpty() && timer != -1) {
            vertx.cancelTimer(timer);
            timer = -1;
        }
    }

    /** What is in the log by then is nothing new. */
    private Future<Void> firstLook(LiveSources asked) {
        return Future.all(asked.tail().news(), figures(asked)).mapEmpty();
    }

    private void lookSoon() {
        if (timer == -1 && !followers.isEmpty()) {
            timer = vertx.setTimer(pause.toMillis(), fired -> {
                timer = -1;
                long begun = System.nanoTime();
                look().onComplete(looked -> {
                    pause = pauseAfter(Duration.ofNanos(System.nanoTime() - begun));
                    lookSoon();
                });
            });
        }
    }

    private static Duration pauseAfter(Duration look) {
        Duration wanted = look.multipliedBy(SHARE);
        Duration most = wanted.compareTo(SELDOM) > 0 ? SELDOM : wanted;
        return most.compareTo(EVERY) < 0 ? EVERY : most;
    }

    private Future<Void> look() {
        LiveSources asked = sources;
        if (asked == null) {
            return Future.succeededFuture();
        }
        Future<Void> figures = figures(asked)
                .timeout(LOOK_MOST.toMillis(), TimeUnit.MILLISECONDS)
                .onSuccess(this::tell)
                .mapEmpty();
        Future<Void> activity = asked.tail()
                .news()
                .timeout(LOOK_MOST.toMillis(), TimeUnit.MILLISECONDS)
                .onSuccess(rows -> rows.forEach(row -> tell(LiveEvent.activity(row))))
                .mapEmpty();
        return Future.join(figures, activity)
                .onSuccess(told -> away = false)
                .onFailure(this::sayAway)
                .mapEmpty();
    }

    /** Each time, for the sake of those who have come since. */
    private void sayAway(Throwable failure) {
        LOG.debug("what there is to see could not be asked", failure);
        away = true;
        tell(LiveEvent.away());
    }

    private Future<LiveEvent> figures(LiveSources asked) {
        return asked.figures().now().map(LiveEvent::figures).onSuccess(event -> lastFigures = event);
    }

    private void tell(LiveEvent event) {
        List.copyOf(followers.values()).forEach(follower -> follower.accept(event));
    }
}
