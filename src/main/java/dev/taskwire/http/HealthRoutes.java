package dev.taskwire.http;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** {@code /livez}: the event loop turns. {@code /readyz}: everything that work needs is there. */
public final class HealthRoutes implements Routes {
    private static final Duration CHECK_MOST = Duration.ofSeconds(1);

    private final Readiness readiness;

    public HealthRoutes(Readiness readiness) {
        this.readiness = readiness;
    }

    @Override
    public void mount(Router router) {
        for (HttpMethod method : List.of(HttpMethod.GET, HttpMethod.HEAD)) {
            router.route(method, "/livez").handler(context -> answer(context, List.of()));
            router.route(method, "/readyz").handler(this::ready);
        }
    }

    private void ready(RoutingContext context) {
        List<Future<Check>> checks = Stream.concat(run(readiness.checks(), "DOWN"), run(readiness.notes(), "DEGRADED"))
                .toList();
        Future.join(checks)
                .onComplete(done ->
                        answer(context, checks.stream().map(Future::result).toList()));
    }

    /** @param failing what the checks are called that are not well */
    private static Stream<Future<Check>> run(Map<String, Supplier<Future<Void>>> checks, String failing) {
        return new TreeMap<>(checks)
                .entrySet().stream()
                        .map(check -> Future.succeededFuture()
                                .compose(started -> check.getValue().get())
                                .timeout(CHECK_MOST.toMillis(), TimeUnit.MILLISECONDS)
                                .map(well -> new Check(check.getKey(), "UP", ""))
                                .otherwise(failure ->
                                        new Check(check.getKey(), failing, String.valueOf(failure.getMessage()))));
    }

    private static void answer(RoutingContext context, List<Check> checks) {
        boolean up = checks.stream().noneMatch(Check::isDown);
        JsonArray details = new JsonArray(checks.stream().map(Check::json).toList());
        JsonObject body = new JsonObject().put("status", up ? "UP" : "DOWN").put("checks", details);
        context.response()
                .setStatusCode(up ? 200 : 503)
                .putHeader("Content-Type", "application/json")
                .putHeader("Cache-Control", "no-store")
                .end(body.encode())
                .onFailure(context::fail);
    }

    /** @param reason why it is not well; empty where it is */
    private record Check(String name, String status, String reason) {
        boolean isDown() {
            return status.equals("DOWN");
        }

        JsonObject json() {
            JsonObject json = new JsonObject().put("name", name).put("status", status);
            return reason.isEmpty() ? json : json.put("reason", reason);
        }
    }
}
