package dev.taskwire.embedded;

import dev.taskwire.config.TaskwireConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the demo stands on: Postgres, the mail stand-in and the pipeline. For the main thread, since it waits. */
final class DemoStage {
    private static final Duration START_MOST = Duration.ofSeconds(90);
    private static final Duration STOP_MOST = Duration.ofSeconds(30);

    private final DemoSettings settings;
    private final DemoConsole console;
    private final Vertx vertx = Vertx.vertx(new VertxOptions()
            .setFileSystemOptions(
                    new FileSystemOptions().setClassPathResolvingEnabled(false).setFileCachingEnabled(false)));
    private final MailStandIn mail = new MailStandIn();
    private final PipelineEvents events = new PipelineEvents();

    private @Nullable EmbeddedServer server;
    private @Nullable TaskwireConfig config;
    private @Nullable Pipeline pipeline;

    DemoStage(DemoSettings settings, DemoConsole console) {
        this.settings = settings;
        this.console = console;
    }

    /**
     * Starts everything, in order; {@link #takeDown} is due however far that comes.
     *
     * @return whether all stands; not where the signal came first
     */
    boolean raise(Pipeline.Factory pipelines, StopSignal signal) throws Exception {
        console.await(vertx.deployVerticle(mail), START_MOST);
        // Before the seconds that the server takes: a wrong configuration is said at once.
        config = settings.config("postgres://postgres@127.0.0.1/postgres", mail);
        console.say("Starting an embedded Postgres …");
        server = console.await(vertx.executeBlocking(() -> EmbeddedServer.start(settings.server())), START_MOST);
        if (signal.isAsked()) {
            return false;
        }
        console.say("Starting Taskwire …");
        config = settings.config(server.url(), mail);
        pipeline = pipelines.create(config, events);
        console.await(pipeline.start(), START_MOST);
        return !signal.isAsked();
    }

    /** Runs the changing and watching. */
    void play(DemoVerticle verticle) throws Exception {
        console.await(vertx.deployVerticle(verticle), START_MOST);
    }

    MailStandIn mail() {
        return mail;
    }

    PipelineEvents events() {
        return events;
    }

    EmbeddedServer server() {
        return Objects.requireNonNull(server, "raise comes first");
    }

    TaskwireConfig config() {
        return Objects.requireNonNull(config, "raise comes first");
    }

    /** Stops everything, in the opposite order. What does not stop in time is left behind with a line. */
    void takeDown() throws InterruptedException {
        try {
            Future<Void> stopped = pipeline == null ? Future.succeededFuture() : pipeline.stop();
            console.await(stopped.eventually(vertx::close), STOP_MOST);
            if (server != null) {
                server.close();
            }
        } catch (InterruptedException interrupted) {
            throw interrupted;
        } catch (Exception failure) {
            console.say("Not everything could be stopped: " + failure.getMessage());
            console.printWhile(() -> false);
        }
    }
}
