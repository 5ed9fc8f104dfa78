package dev.taskwire.notification;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the table of in-app notifications for those who are connected: one statement a second for all of them, and none
 * while there is nobody. It finds rows whoever wrote them, needs no LISTEN, and tells each row once. Bound to the context
 * on which it is followed.
 */
public final class InAppFeed {
    private static final Logger LOG = LoggerFactory.getLogger(InAppFeed.class);
    private static final Duration EVERY = Duration.ofSeconds(1);

    private final Vertx vertx;
    private final String schema;
    private final Map<UUID, Follower> followers = new HashMap<>();
    private volatile @Nullable InAppReader reader;
    private long timer = -1;

    /** @param schema where the table is; a name as the configuration allows it */
    public InAppFeed(Vertx vertx, String schema) {
        this.vertx = vertx;
        this.schema = schema;
    }

    /** From now on there is a database. */
    public void open(Pool pool) {
        reader = new InAppReader(pool, schema);
    }

    /**
     * Tells what is new for a user from now on.
     *
     * @param after the last row that the follower has seen: what came after it is told first, a thousand rows at most
     * @param listener is given one row at a time, as JSON with the columns' names
     * @return a name with which to end it; fails where the database cannot be asked
     */
    public Future<UUID> follow(String userKey, Optional<UUID> after, Consumer<JsonObject> listener) {
        InAppReader rows = reader;
        if (rows == null) {
            return Future.failedFuture(new IllegalStateException("the database is not there yet"));
        }
        Follower follower = new Follower(userKey, listener);
        return rows.recent(Set.of(userKey))
                .onSuccess(follower::knows)
                .compose(known -> after.isEmpty()
                        ? Future.succeededFuture(List.<JsonObject>of())
                        : rows.after(userKey, after.get()))
                .map(missed -> {
                    follower.isTold(missed);
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

    private void lookSoon() {
        if (timer == -1 && !followers.isEmpty()) {
            timer = vertx.setTimer(EVERY.toMillis(), fired -> {
                timer = -1;
                look().onComplete(looked -> lookSoon());
            });
        }
    }

    private Future<List<JsonObject>> look() {
        InAppReader rows = reader;
        Set<String> users = followers.values().stream().map(Follower::userKey).collect(Collectors.toSet());
        if (rows == null || users.isEmpty()) {
            return Future.succeededFuture(List.of());
        }
        return rows.recent(users)
                .onSuccess(this::tell)
                .onFailure(failure -> LOG.debug("in-app notifications cannot be followed now", failure));
    }

    private void tell(List<JsonObject> recent) {
        Map<String, List<JsonObject>> byUser =
                recent.stream().collect(Collectors.groupingBy(row -> row.getString("user_key")));
        List.copyOf(followers.values())
                .forEach(follower -> follower.tell(byUser.getOrDefault(follower.userKey(), List.of())));
    }

    /** Somebody who is told what is new for one user. Rows may become visible out of the order of their times. */
    private static final class Follower {
        private final String userKey;
        private final Consumer<JsonObject> listener;
        private final Set<String> known = new HashSet<>();

        Follower(String userKey, Consumer<JsonObject> listener) {
            this.userKey = userKey;
            this.listener = listener;
        }

        String userKey() {
            return userKey;
        }

        void knows(List<JsonObject> rows) {
            rows.forEach(row -> known.add(row.getString("id")));
        }

        void isTold(List<JsonObject> rows) {
            knows(rows);
            rows.forEach(listener);
        }

        void tell(List<JsonObject> recent) {
            Set<String> before = Set.copyOf(known);
            known.clear();
            knows(recent);
            recent.stream().filter(row -> !before.contains(row.getString("id"))).forEach(listener);
        }
    }
}
