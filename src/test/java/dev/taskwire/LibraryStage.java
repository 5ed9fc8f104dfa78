package dev.taskwire;

import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.taskwire.support.TestDatabase;
import dev.taskwire.testing.TaskwireExtension;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/** Libraries of a test, which are closed after it, and what they said to the log and to a listener. */
final class LibraryStage implements BeforeEachCallback, AfterEachCallback {
    private final TaskwireExtension taskwire;
    private final List<Taskwire> running = new ArrayList<>();
    private final List<String> events = new CopyOnWriteArrayList<>();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    LibraryStage(TaskwireExtension taskwire) {
        this.taskwire = taskwire;
    }

    /** What a picture of a user's own looks like. */
    record Thumbnail(String image, int width) {
        Thumbnail {
            if (width < 0) {
                throw new IllegalArgumentException("a width is not below zero");
            }
        }
    }

    /** Without a migration, which the database has had. */
    TaskwireOptions options() {
        return TaskwireOptions.defaults()
                .url(taskwire.url())
                .poolSize(4)
                .migrate(false)
                .shutdownDeadline(Duration.ofMillis(300))
                .listener(new Narrator(events));
    }

    Taskwire library() {
        return Taskwire.connect(options());
    }

    @CanIgnoreReturnValue
    Taskwire start(Taskwire taskwire) {
        running.add(taskwire);
        complete(taskwire.start());
        return taskwire;
    }

    TestDatabase database() {
        return new TestDatabase(taskwire.url());
    }

    void send(String queue, String json) throws SQLException {
        database()
                .execute("SELECT taskwire.make_queue('" + queue + "'); SELECT taskwire.send('" + queue + "', '" + json
                        + "')");
    }

    long queued(String queue) throws SQLException {
        return database().count("SELECT count(*) FROM pgmq.q_" + queue);
    }

    long archived(String queue) throws SQLException {
        return database().count("SELECT count(*) FROM pgmq.a_" + queue);
    }

    String reasonOfFailure(String queue) throws SQLException {
        return String.valueOf(database().value("SELECT reason FROM job_failures WHERE queue = ?", queue));
    }

    void awaitEmpty(String queue) {
        await().until(() -> queued(queue) == 0);
    }

    /** What the listener was told, in its order. */
    List<String> events() {
        return events;
    }

    List<String> logLines() {
        return List.copyOf(log.list).stream()
                .map(event -> event.getFormattedMessage() + " " + event.getKeyValuePairs())
                .toList();
    }

    @CanIgnoreReturnValue
    static <T> T complete(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
    }

    static JsonObject picture(String image, int width) {
        return new JsonObject().put("image", image).put("width", width);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        log.start();
        ((Logger) LoggerFactory.getLogger("dev.taskwire")).addAppender(log);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        running.forEach(taskwire -> complete(taskwire.close()));
        ((Logger) LoggerFactory.getLogger("dev.taskwire")).detachAppender(log);
    }

    /** Writes down what it is told. */
    private record Narrator(List<String> events) implements TaskwireListener {
        @Override
        public void ready(Set<String> queues) {
            events.add("ready " + queues);
        }

        @Override
        public void before(MessageInfo message) {
            events.add("before " + message.id() + " attempt " + message.attempt());
        }

        @Override
        public void after(MessageInfo message, Outcome outcome) {
            events.add("after " + message.id() + " " + outcome.getClass().getSimpleName());
        }

        @Override
        public void failed(MessageInfo message, String reason, Duration pause) {
            events.add("failed " + message.id() + " " + reason);
        }

        @Override
        public void invalid(MessageInfo message, String reason) {
            events.add("invalid " + message.id());
        }

        @Override
        public void deadLettered(MessageInfo message, String reason) {
            events.add("dead " + message.id() + " " + reason);
        }

        @Override
        public void leaseLost(String queue, int messages) {
            events.add("lost " + messages);
        }

        @Override
        public void shuttingDown() {
            events.add("shutting down");
            throw new IllegalStateException("what a listener throws does no harm");
        }
    }
}
