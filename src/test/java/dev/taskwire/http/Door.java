package dev.taskwire.http;

import dev.taskwire.config.HttpConfig;
import dev.taskwire.config.Role;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server with a path for each role ({@code GET /read}), one that reads a body ({@code POST /body}) and one that takes a
 * webhook ({@code POST /webhook}).
 */
final class Door implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final HttpVerticle server;
    private final Access access;
    private final AtomicInteger bodies = new AtomicInteger();

    private Door(HttpConfig config) throws Exception {
        access = new Access(vertx, config);
        WebhookAccess webhook = access.webhook("http.webhooks.user_signup", config.userSignup());
        server = new HttpVerticle(config, List.of(router -> mount(router, webhook)));
        String id = vertx.deployVerticle(server).await(20, TimeUnit.SECONDS);
        assert !id.isEmpty();
    }

    static Door open(Map<String, ?> http) throws Exception {
        return new Door(Guarded.config(http));
    }

    int port() {
        return server.port();
    }

    HttpVerticle server() {
        return server;
    }

    Access access() {
        return access;
    }

    Vertx vertx() {
        return vertx;
    }

    /** How many bodies have come whole. */
    int bodies() {
        return bodies.get();
    }

    private void mount(Router router, WebhookAccess webhook) {
        for (Role role : Role.values()) {
            router.get("/" + role.name().toLowerCase(Locale.ROOT))
                    .handler(context -> answer(context, () -> {
                        Caller caller = access.require(context.request(), role);
                        end(context, caller.name());
                    }));
        }
        router.get("/broken").handler(context -> {
            throw new IllegalStateException("a bug");
        });
        router.post("/body").handler(context -> read(context, () -> bodies.incrementAndGet()));
        router.post("/webhook")
                .handler(context -> answer(context, () -> {
                    WebhookClaim claim = webhook.claim(context.request());
                    new RequestBody(context.vertx(), context.request().pause())
                            .read(1000, Duration.ofSeconds(5))
                            .onSuccess(body -> answer(context, () -> {
                                claim.verify(body);
                                webhook.taken(claim);
                                end(context, claim.id().orElse("no id"));
                            }))
                            .onFailure(context::fail);
                }));
    }

    private static void read(RoutingContext context, Runnable then) {
        context.request()
                .body()
                .onSuccess(body -> {
                    then.run();
                    end(context, "length " + body.length());
                })
                .onFailure(gone -> {});
    }

    private static void answer(RoutingContext context, Runnable work) {
        try {
            work.run();
        } catch (ProblemException problem) {
            problem.problem().answer(context.response()).onFailure(gone -> {});
        }
    }

    private static void end(RoutingContext context, String text) {
        context.response().end(text).onFailure(gone -> {});
    }

    @Override
    public void close() {
        vertx.close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }
}
