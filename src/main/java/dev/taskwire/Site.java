package dev.taskwire;

import dev.taskwire.config.TaskwireConfig;
import dev.taskwire.http.Access;
import dev.taskwire.http.Api;
import dev.taskwire.http.HealthRoutes;
import dev.taskwire.http.HttpVerticle;
import dev.taskwire.http.InAppStream;
import dev.taskwire.http.MetricsRoutes;
import dev.taskwire.http.Readiness;
import dev.taskwire.http.SendGridWebhook;
import dev.taskwire.notification.InAppFeed;
import dev.taskwire.notification.MailEvents;
import dev.taskwire.notification.Notifications;
import dev.taskwire.queue.Destination;
import dev.taskwire.schedule.Alarm;
import dev.taskwire.schedule.AlarmBook;
import dev.taskwire.telemetry.Metrics;
import dev.taskwire.telemetry.PresentState;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What one process serves by HTTP: health from its first moment on, the rest from when the database is open. */
final class Site {
    private final Vertx vertx;
    private final Readiness readiness = new Readiness();
    private final MailEvents mailEvents;
    private final InAppFeed inApp;
    private final Api api;
    private final TaskwireConfig config;
    private final HttpVerticle http;

    private volatile @Nullable Pool pool;

    Site(Vertx vertx, TaskwireConfig config, Metrics metrics) {
        this.vertx = vertx;
        this.mailEvents = new MailEvents(config.mail().sendGrid().webhook().tolerance());
        this.inApp = new InAppFeed(vertx, config.database().tablesSchema());
        this.config = config;
        Access access = new Access(vertx, config.http());
        this.api =
                new Api(access, config.http(), config.queues().notifications().name());
        this.http = new HttpVerticle(
                config.http(),
                List.of(
                        new HealthRoutes(readiness),
                        new MetricsRoutes(
                                () -> presentState().map(metrics::scrape), () -> metrics.scrape(PresentState.UNKNOWN)),
                        new SendGridWebhook(config.mail().sendGrid().webhook(), mailEvents),
                        new InAppStream(access, inApp),
                        api));
        config.http().tls().ifPresent(files -> readiness.note("certificate", () -> wellOrWhyNot(http.trouble())));
        config.http()
                .access()
                .jwt()
                .ifPresent(keys -> readiness.note("token keys", () -> wellOrWhyNot(access.trouble())));
    }

    Future<Void> start() {
        readiness.require("database", () -> Future.failedFuture("not reached yet"));
        return vertx.deployVerticle(http).mapEmpty();
    }

    /** From now on the database is there to be asked. */
    void open(Pool connections) {
        pool = connections;
        mailEvents.open(connections);
        inApp.open(connections);
        api.open(vertx, config.database());
        readiness.note(Notifications.MAIL, () -> openOrWhyNot(new Destination(connections, Notifications.MAIL)));
        readiness.note("schedules", () -> noneOrWhich(new AlarmBook(connections)));
        readiness.require(
                "database", () -> connections.query("SELECT 1").execute().mapEmpty());
    }

    /** From now on the process is not ready. */
    void stopping() {
        readiness.require("running", () -> Future.failedFuture("stopping"));
    }

    /** Completes when nothing is open that was opened for what is served. */
    Future<Void> close() {
        return api.close();
    }

    private Future<PresentState> presentState() {
        Pool connections = pool;
        return connections == null ? Future.succeededFuture(PresentState.UNKNOWN) : PresentState.look(connections);
    }

    private static Future<Void> wellOrWhyNot(Optional<String> trouble) {
        return trouble.isEmpty() ? Future.succeededFuture() : Future.failedFuture(trouble.get());
    }

    private static Future<Void> openOrWhyNot(Destination destination) {
        return destination
                .look()
                .compose(closed -> closed.isEmpty()
                        ? Future.succeededFuture()
                        : Future.failedFuture(closed.get().reason()));
    }

    private static Future<Void> noneOrWhich(AlarmBook alarms) {
        return alarms.present()
                .compose(present -> present.isEmpty()
                        ? Future.succeededFuture()
                        : Future.failedFuture("no success in time: "
                                + present.stream().map(Alarm::schedule).collect(Collectors.joining(", "))));
    }
}
