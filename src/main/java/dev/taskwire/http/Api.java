package dev.taskwire.http;

import dev.taskwire.config.DatabaseConfig;
import dev.taskwire.config.HttpConfig;
import dev.taskwire.config.Role;
import dev.taskwire.dashboard.ProcessViews;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.openapi.router.OpenAPIRoute;
import io.vertx.ext.web.openapi.router.RouterBuilder;
import io.vertx.openapi.validation.ValidatedRequest;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What {@code openapi.yaml} says, and nothing else: each request is held to it before an operation sees it. Bound to one
 * context.
 */
public final class Api implements Routes {
    private static final Logger LOG = LoggerFactory.getLogger(Api.class);

    /** Longer than any statement of an operation, and than a connection to the database takes. */
    private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(20);

    private static final String RETRY_AFTER = "5";

    private final ApiDatabase database = new ApiDatabase();
    private final ActionLog actions = new ActionLog(database);
    private final ApiGate gate;
    private final Map<String, Function<ApiRequest, Future<ApiAnswer>>> operations = new HashMap<>();
    private final WebhookAccess signup;

    private @Nullable Vertx vertx;
    private @Nullable ApiContract contract;

    /**
     * Serves the operations.
     *
     * @param notifications the name of the queue of notifications
     * @param process what is told of this process
     */
    public Api(Access access, HttpConfig config, String notifications, ProcessViews process) {
        this.signup = access.webhook("http.webhooks.user_signup", config.userSignup());
        this.gate = new ApiGate(access, config.limits(), Map.of("userSignedUp", signup));
        operations.putAll(
                new SendOperations(database, notifications, config.limits().batch()).byId());
        operations.putAll(new QueueOperations(database).byId());
        operations.putAll(new HttpQueueOperations(database).byId());
        operations.putAll(new HttpJobOperations(database, config.limits().batch()).byId());
        operations.putAll(new FailureOperations(database).byId());
        operations.putAll(new ScheduleOperations(database).byId());
        operations.putAll(new MailOperations(database).byId());
        operations.putAll(new DashboardOperations(database, process).byId());
        operations.putAll(new LogOperations(process.system().logLevels()).byId());
    }

    /** From now on the database is there to be asked. */
    public void open(Vertx vertx, DatabaseConfig config) {
        database.open(vertx, config);
    }

    /** Completes when its connections are closed. */
    public Future<Void> close() {
        return database.close();
    }

    @Override
    public Future<Void> prepare(Vertx vertx) {
        this.vertx = vertx;
        return ApiContract.load(vertx).onSuccess(loaded -> contract = loaded).mapEmpty();
    }

    @Override
    public void mount(Router router) {
        ApiContract loaded = Objects.requireNonNull(contract, "prepared before it is mounted");
        new ApiPages(loaded).mount(router);
        RouterBuilder builder = RouterBuilder.create(Objects.requireNonNull(vertx), loaded.checked(), gate);
        builder.getRoutes().forEach(this::serve);
        Router checked = builder.createRouter();
        for (Route route : checked.getRoutes()) {
            if (route.methods() != null && route.methods().contains(HttpMethod.GET)) {
                route.method(HttpMethod.HEAD);
            }
        }
        router.route().subRouter(checked);
        loaded.methods()
                .forEach((path, methods) -> router.route(path).handler(context -> {
                    context.response().putHeader("Allow", String.join(", ", methods));
                    context.fail(405);
                }));
    }

    private void serve(OpenAPIRoute route) {
        String id = route.getOperation().getOperationId();
        Function<ApiRequest, Future<ApiAnswer>> known = Objects.requireNonNull(operations.get(id), id);
        Function<ApiRequest, Future<ApiAnswer>> operation =
                ApiContract.role(route.getOperation()) == Role.OPERATE ? actions.noted(id, known) : known;
        route.setDoSecurity(false)
                .addHandler(context -> run(context, operation))
                .addFailureHandler(context -> fail(context, context.failure()));
    }

    private void run(RoutingContext context, Function<ApiRequest, Future<ApiAnswer>> operation) {
        ApiGate.Entry entry = ApiGate.entry(context);
        ValidatedRequest validated = context.get(RouterBuilder.KEY_META_DATA_VALIDATED_REQUEST);
        Future.succeededFuture()
                .compose(now -> operation.apply(new ApiRequest(entry.caller(), validated, entry.raw())))
                .timeout(ANSWERED_WITHIN.toMillis(), TimeUnit.MILLISECONDS)
                .onSuccess(answer -> entry.claim().ifPresent(signup::taken))
                .onSuccess(answer -> answer.write(context.response())
                        .onFailure(gone -> LOG.debug("an answer could not be written", gone)))
                .onFailure(failure -> fail(context, failure));
    }

    private static void fail(RoutingContext context, @Nullable Throwable failure) {
        Problem problem = problem(context, failure);
        if (problem.status() == 503 && !context.response().headers().contains("Retry-After")) {
            context.response().putHeader("Retry-After", RETRY_AFTER);
        }
        RequestBody body = ApiGate.body(context);
        body.answer(problem).onFailure(gone -> LOG.debug("an answer could not be written", gone));
    }

    private static Problem problem(RoutingContext context, @Nullable Throwable failure) {
        if (failure == null) {
            return new Problem(context.statusCode() > 0 ? context.statusCode() : 500, "the request is malformed");
        }
        return ApiFailure.problem(failure).orElseGet(() -> {
            LOG.atError()
                    .addKeyValue("path", context.normalizedPath())
                    .setCause(failure)
                    .log("a request failed");
            return new Problem(500, "something is wrong here; the log says what");
        });
    }
}
