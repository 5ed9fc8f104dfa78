package dev.taskwire.http;

import dev.taskwire.config.Role;
import dev.taskwire.notification.InAppFeed;
import dev.taskwire.postgres.UuidText;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code GET /api/notifications/stream?user=KEY}: what is new for one user, as server-sent events, for the user's
 * application to pass on. {@code Last-Event-ID} goes on where a connection ended. Bound to one context.
 */
public final class InAppStream implements Routes {
    private static final Logger LOG = LoggerFactory.getLogger(InAppStream.class);
    private static final String PATH = "/api/notifications/stream";
    private static final int FOLLOWERS_MOST = 1000;
    private static final int KEY_LONGEST = 200;

    /** More often than the server closes what is idle. */
    private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(15);

    private final Access access;
    private final InAppFeed feed;
    private int followers;

    public InAppStream(Access access, InAppFeed feed) {
        this.access = access;
        this.feed = feed;
    }

    @Override
    public void mount(Router router) {
        router.get(PATH).handler(this::begin);
    }

    private void begin(RoutingContext context) {
        Future.succeededFuture()
                .compose(now -> follow(context))
                .recover(failure -> problem(failure).answer(context.response()))
                .onFailure(gone -> LOG.debug("the answer to a request to {} could not be written", PATH, gone));
    }

    private Future<Void> follow(RoutingContext context) {
        access.require(context.request(), Role.READ);
        String user = context.request().getParam("user", "");
        if (user.isEmpty() || user.length() > KEY_LONGEST) {
            throw new ProblemException(422, "name the user: ?user= and the key of your own table, as text");
        }
        if (followers >= FOLLOWERS_MOST) {
            throw new ProblemException(503, "there are " + FOLLOWERS_MOST + " followers already: come again later");
        }
        HttpServerResponse response = context.response();
        Optional<UUID> seen = Optional.ofNullable(context.request().getHeader("Last-Event-ID"))
                .flatMap(UuidText::parse);
        followers++;
        response.endHandler(over -> followers--);
        return feed.follow(user, seen, row -> write(response, event(row)))
                .compose(name -> goOn(context, name), failure -> Future.failedFuture(away(failure)));
    }

    private Future<Void> goOn(RoutingContext context, UUID name) {
        HttpServerResponse response = context.response();
        long timer = context.vertx().setPeriodic(SIGN_OF_LIFE.toMillis(), fired -> write(response, ":\n\n"));
        response.endHandler(over -> {
            followers--;
            feed.leave(name);
            context.vertx().cancelTimer(timer);
        });
        if (response.closed()) {
            feed.leave(name);
            context.vertx().cancelTimer(timer);
        }
        begun(response);
        return Future.succeededFuture();
    }

    private static void begun(HttpServerResponse response) {
        if (!response.headWritten()) {
            write(response, ":\n\n");
        }
    }

    private static String event(JsonObject row) {
        return "id: " + row.getString("id") + "\nevent: notification\ndata: " + row.encode() + "\n\n";
    }

    /** Who reads too slowly is let go, and comes back with the last event's id. */
    private static void write(HttpServerResponse response, String text) {
        if (response.ended() || response.closed()) {
            return;
        }
        if (response.writeQueueFull()) {
            response.reset().onFailure(gone -> LOG.debug("a follower of notifications has gone", gone));
            return;
        }
        if (!response.headWritten()) {
            response.setChunked(true)
                    .putHeader("Content-Type", "text/event-stream")
                    .putHeader("Cache-Control", "no-store")
                    .putHeader("X-Accel-Buffering", "no");
        }
        response.write(text).onFailure(gone -> LOG.debug("a follower of notifications has gone", gone));
    }

    private static ProblemException away(Throwable failure) {
        return new ProblemException(503, "the database cannot be asked: come again later", failure);
    }

    private static Problem problem(Throwable failure) {
        if (failure instanceof ProblemException known) {
            return known.problem();
        }
        LOG.error("a request to {} failed", PATH, failure);
        return new Problem(500, "something is wrong here; the log says what");
    }
}
