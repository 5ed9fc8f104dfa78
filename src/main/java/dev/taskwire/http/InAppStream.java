package dev.taskwire.http;

import dev.taskwire.config.Role;
import dev.taskwire.notification.InAppFeed;
import dev.taskwire.postgres.UuidText;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.UUID;

/**
 * {@code GET /api/notifications/stream?user=KEY}: what is new for one user, as server-sent events, for the user's
 * application to pass on. {@code Last-Event-ID} goes on where a connection ended. Bound to one context.
 */
public final class InAppStream implements Routes {
    private static final String PATH = "/api/notifications/stream";
    private static final int FOLLOWERS_MOST = 1000;
    private static final int KEY_LONGEST = 200;

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
        ServerSentEvents.answer(context, () -> follow(context));
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
        ServerSentEvents events = new ServerSentEvents(context.vertx(), context.response());
        Optional<UUID> seen = Optional.ofNullable(context.request().getHeader("Last-Event-ID"))
                .flatMap(UuidText::parse);
        followers++;
        return feed.follow(user, seen, row -> events.send("notification", row.getString("id"), row.encode()))
                .onSuccess(name -> events.begin(() -> leave(name)))
                .recover(failure -> {
                    followers--;
                    return Future.failedFuture(away(failure));
                })
                .mapEmpty();
    }

    private void leave(UUID name) {
        followers--;
        feed.leave(name);
    }

    private static ProblemException away(Throwable failure) {
        return new ProblemException(503, "the database cannot be asked: come again later", failure);
    }
}
