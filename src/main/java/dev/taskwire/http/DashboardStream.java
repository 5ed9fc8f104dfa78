package dev.taskwire.http;

import dev.taskwire.config.Role;
import dev.taskwire.dashboard.Live;
import dev.taskwire.dashboard.LiveEvent;
import dev.taskwire.postgres.UuidText;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * {@code GET /api/events}: the queues and what is wrong, once a second, and the activity log as it grows, as server-sent
 * events. {@code Last-Event-ID} goes on in the log where a connection ended. Bound to one context.
 */
public final class DashboardStream implements Routes {
    private static final String PATH = "/api/events";
    private static final int FOLLOWERS_MOST = 200;

    private final Access access;
    private final Live live;
    private int followers;

    public DashboardStream(Access access, Live live) {
        this.access = access;
        this.live = live;
    }

    @Override
    public void mount(Router router) {
        router.get(PATH).handler(this::begin);
    }

    private void begin(RoutingContext context) {
        ServerSentEvents.answer(context, () -> follow(context, access.require(context.request(), Role.READ)));
    }

    private Future<Void> follow(RoutingContext context, Caller caller) {
        if (followers >= FOLLOWERS_MOST) {
            throw new ProblemException(503, "there are " + FOLLOWERS_MOST + " followers already: come again later");
        }
        ServerSentEvents events = new ServerSentEvents(context.vertx(), context.response());
        Optional<UUID> seen = Optional.ofNullable(context.request().getHeader("Last-Event-ID"))
                .flatMap(UuidText::parse);
        followers++;
        return live.follow(seen, hello(caller), event -> send(events, event))
                .onSuccess(name -> events.begin(() -> leave(name)))
                .recover(failure -> {
                    followers--;
                    return Future.failedFuture(
                            new ProblemException(503, "the database cannot be asked: come again later", failure));
                })
                .mapEmpty();
    }

    private void leave(UUID name) {
        followers--;
        live.leave(name);
    }

    private static LiveEvent hello(Caller caller) {
        JsonArray roles = new JsonArray(caller.roles().stream()
                .map(role -> role.name().toLowerCase(Locale.ROOT))
                .sorted()
                .toList());
        return LiveEvent.hello(new JsonObject().put("name", caller.name()).put("roles", roles));
    }

    private static void send(ServerSentEvents events, LiveEvent event) {
        events.comment(event.words());
        events.send(event.name(), event.id().orElse(""), event.data().encode());
    }
}
