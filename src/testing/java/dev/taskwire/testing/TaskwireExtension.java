package dev.taskwire.testing;

import dev.taskwire.Sender;
import dev.taskwire.Taskwire;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests a Postgres with Taskwire in it, and lets them say when messages are worked on:
 *
 * <pre>{@code
 * @RegisterExtension
 * static final TaskwireExtension taskwire = TaskwireExtension.embedded()
 *         .handlers(app -> app.queue("thumbnails", Thumbnail.class, Thumbnails::draw));
 * }</pre>
 *
 * <p>In a static field, a test class has a database of its own, and what a test leaves in queues and dead letters is gone before the
 * next; in a field that is not static, each test has a database of its own. By {@code @ExtendWith}, a test gets it as a parameter.
 * The server is started once in a JVM. Its methods wait, on the thread of the test; two tests of one class must not run at once.
 */
public final class TaskwireExtension
        implements BeforeAllCallback, AfterAllCallback, BeforeEachCallback, AfterEachCallback, ParameterResolver {
    private final Supplier<Server> server;
    private final Registrations registrations = new Registrations();
    private Duration deadline = Duration.ofSeconds(30);
    private int classes;
    private @Nullable Stage stage;

    private TaskwireExtension(Supplier<Server> server) {
        this.server = server;
    }

    /** The same as {@link #embedded}, for {@code @ExtendWith}. */
    public TaskwireExtension() {
        this(Server::embedded);
    }

    /**
     * On an embedded Postgres, or on the server that the environment variable {@code TASKWIRE_TEST_DATABASE_URL} names, as a role
     * that may create databases.
     */
    public static TaskwireExtension embedded() {
        return new TaskwireExtension();
    }

    /**
     * On a server that is there when the tests begin.
     *
     * @param url {@code postgres://user:password@host:port/database}, of a role that may create databases; asked for before the
     *     first test
     */
    public static TaskwireExtension on(Supplier<String> url) {
        return new TaskwireExtension(() -> Server.at(url.get()));
    }

    /**
     * Adds handlers, as the application gives them to its own {@link Taskwire}; their queues are made at once. Those that a test adds
     * are forgotten after it.
     *
     * @param handlers called with a new {@link Taskwire} for each drain and each start, which it answers with its queues
     */
    public TaskwireExtension handlers(UnaryOperator<Taskwire> handlers) {
        registrations.add(handlers);
        if (stage != null) {
            stage.makeQueues(registrations);
        }
        return this;
    }

    /** How long a drain may take before it fails, by default 30 seconds. */
    public TaskwireExtension deadline(Duration deadline) {
        this.deadline = deadline;
        return this;
    }

    /** The database's URL, for what connects by itself. */
    public String url() {
        return stage().database().url();
    }

    /** Connections to the database, which the extension closes. */
    public Pool pool() {
        return stage().database().pool();
    }

    /** Sends to the queues; its futures may be waited for by {@code await()} on the thread of a test. */
    public Sender sender() {
        return stage().sender(registrations);
    }

    /** Lets time pass for what waits. */
    public TestClock clock() {
        return new TestClock(stage().database());
    }

    /**
     * Works off what is due in the queues that have handlers, and what they send each other, until nothing is left that may be taken.
     * What is due later is left: {@link #clock} brings it nearer. An attempt that fails is repeated only when its pause is over.
     *
     * @throws AssertionError where work is left when the deadline is over; the message says which
     */
    public Drained drain() {
        return stage().drain(registrations, registrations.queues(), deadline);
    }

    /** The same for one queue; what its handler sends to others stays there. */
    public Drained drain(String queue) {
        return stage().drain(registrations, registrations.require(queue), deadline);
    }

    /** Starts workers as in production: they take messages as they come, until the test is over. A drain needs none. */
    public Taskwire start() {
        return stage().start(registrations);
    }

    /** Fires a schedule of the database now, beside its own times: its message is then in its queue. */
    public void runSchedule(String name) {
        stage().database().rows("SELECT taskwire.run_schedule($1)", name);
    }

    /** What waits in a queue, whenever it is due, the first sent first. */
    public List<EnqueuedMessage> enqueued(String queue) {
        return stage().messages().enqueued(queue);
    }

    /** The dead letters of a queue that were not sent back, the oldest first. */
    public List<DeadLetter> deadLetters(String queue) {
        return stage().messages().deadLetters(queue);
    }

    /**
     * Wants a message with that payload in a queue, whenever it is due, beside whatever else; answers the first.
     *
     * @param payload a record or another class that Jackson can write, or JSON as Vert.x has it
     */
    public EnqueuedMessage assertEnqueued(String queue, Object payload) {
        return stage().messages().requireEnqueued(queue, payload);
    }

    /** Wants a queue to be there, and nothing in it, not even what is due later. */
    public void assertNothingEnqueued(String queue) {
        stage().messages().requireNothingEnqueued(queue);
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        if (classes++ == 0) {
            open();
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        if (classes == 0) {
            open();
        }
        registrations.beginTest();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        registrations.endTest();
        if (classes == 0) {
            close();
        } else {
            stage().endTest();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (--classes == 0) {
            close();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == TaskwireExtension.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return this;
    }

    private void open() {
        Stage opened = Stage.open(server.get());
        stage = opened;
        opened.makeQueues(registrations);
    }

    private void close() {
        Stage closed = stage;
        stage = null;
        if (closed != null) {
            closed.close();
        }
    }

    private Stage stage() {
        if (stage == null) {
            throw new IllegalStateException("there is a database from before the first test until after the last");
        }
        return stage;
    }
}
