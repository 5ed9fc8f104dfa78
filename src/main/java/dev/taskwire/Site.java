package dev.taskwire;

import dev.taskwire.config.TaskwireConfig;
import dev.taskwire.dashboard.Examination;
import dev.taskwire.dashboard.HistoryVerticle;
import dev.taskwire.dashboard.Live;
import dev.taskwire.dashboard.LiveSources;
import dev.taskwire.dashboard.ProcessFacts;
import dev.taskwire.dashboard.ProcessViews;
import dev.taskwire.dashboard.Recorder;
import dev.taskwire.dashboard.SystemView;
import dev.taskwire.doctor.Doctor;
import dev.taskwire.doctor.Limits;
import dev.taskwire.http.Access;
import dev.taskwire.http.Api;
import dev.taskwire.http.DashboardFiles;
import dev.taskwire.http.DashboardStream;
import dev.taskwire.http.HealthRoutes;
import dev.taskwire.http.HttpCallbacks;
import dev.taskwire.http.HttpVerticle;
import dev.taskwire.http.InAppStream;
import dev.taskwire.http.MetricsRoutes;
import dev.taskwire.http.Readiness;
import dev.taskwire.http.SendGridWebhook;
import dev.taskwire.httpcall.HttpCalls;
import dev.taskwire.notification.InAppFeed;
import dev.taskwire.notification.MailEvents;
import dev.taskwire.notification.Notifications;
import dev.taskwire.queue.Destination;
import dev.taskwire.queue.QueueStanding;
import dev.taskwire.queue.Queues;
import dev.taskwire.queue.SharedLook;
import dev.taskwire.schedule.Alarm;
import dev.taskwire.schedule.AlarmBook;
import dev.taskwire.telemetry.KnownState;
import dev.taskwire.telemetry.Metrics;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What one process serves by HTTP: health from its first moment on, the rest from when the database is open. */
final class Site {
    private final Vertx vertx;
    private final Readiness readiness = new Readiness();
    private final MailEvents mailEvents;
    private final InAppFeed inApp;
    private final HttpCallbacks callbacks;
    private final Api api;
    private final Live live;
    private final KnownState known = new KnownState();
    private final Recorder recorder;
    private final ProcessFacts process;
    private final TaskwireConfig config;
    private final HttpVerticle http;

    private volatile Optional<String> history = Optional.empty();

    Site(Vertx vertx, TaskwireConfig config, Telemetry telemetry, Recorder recorder) {
        this.vertx = vertx;
        this.mailEvents = new MailEvents(config.mail().sendGrid().webhook().tolerance());
        this.inApp = new InAppFeed(vertx, config.database().tablesSchema());
        this.callbacks = new HttpCallbacks(HttpCalls.callbacks(config.httpCalls()));
        this.config = config;
        this.live = new Live(vertx);
        this.recorder = recorder;
        this.process = ProcessFacts.here();
        Access access = new Access(vertx, config.http());
        Metrics metrics = telemetry.metrics();
        Doctor doctor = new Doctor(vertx, config, Limits.DEFAULTS, Clock.systemUTC());
        ProcessViews views = new ProcessViews(
                new SystemView(process, config, metrics.vertx(), telemetry.levels()),
                new Examination(doctor::examine, Clock.systemUTC()));
        this.api =
                new Api(access, config.http(), config.queues().notifications().name(), views);
        this.http = new HttpVerticle(
                config.http(),
                List.of(
                        new HealthRoutes(readiness),
                        new MetricsRoutes(
                                () -> known.now().map(now -> metrics.scrape(now, known.age())),
                                () -> metrics.scrape(known.known(), known.age())),
                        new SendGridWebhook(config.mail().sendGrid().webhook(), mailEvents),
                        callbacks,
                        new InAppStream(access, inApp),
                        new DashboardStream(access, live),
                        new DashboardFiles(),
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
    Future<Void> open(Pool connections) {
        mailEvents.open(connections);
        inApp.open(connections);
        callbacks.open(connections);
        api.open(vertx, config.database());
        SharedLook<List<QueueStanding>> queues = new SharedLook<>(new Queues(connections)::list);
        known.open(connections, queues);
        live.open(LiveSources.of(connections, config, queues));
        readiness.note(Notifications.MAIL, () -> openOrWhyNot(new Destination(connections, Notifications.MAIL)));
        readiness.note("schedules", () -> noneOrWhich(new AlarmBook(connections)));
        readiness.require(
                "database", () -> connections.query("SELECT 1").execute().mapEmpty());
        return vertx.deployVerticle(new HistoryVerticle(connections, process, recorder))
                .onSuccess(deployed -> history = Optional.of(deployed))
                .mapEmpty();
    }

    /** From now on the process is not ready. */
    void stopping() {
        readiness.require("running", () -> Future.failedFuture("stopping"));
    }

    /** Completes when nothing is open that was opened for what is served. */
    Future<Void> close() {
        Future<Void> written = history.map(vertx::undeploy).orElse(Future.succeededFuture());
        return Future.join(written, api.close()).mapEmpty();
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
