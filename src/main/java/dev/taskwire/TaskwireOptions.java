package dev.taskwire;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How a {@link Taskwire} is connected and run. Each method answers a copy with one thing changed; what is out of its range is
 * said when it starts. Immutable.
 */
public final class TaskwireOptions {
    String url = "";
    String listenUrl = "";
    String tablesSchema = "public";
    int poolSize = 8;
    boolean migrate = true;
    boolean wakes = true;
    Duration statementTimeout = Duration.ofSeconds(20);
    Duration shutdownDeadline = Duration.ofSeconds(20);
    List<TaskwireListener> listeners = List.of();

    private TaskwireOptions() {}

    private TaskwireOptions(TaskwireOptions other) {
        url = other.url;
        listenUrl = other.listenUrl;
        tablesSchema = other.tablesSchema;
        poolSize = other.poolSize;
        migrate = other.migrate;
        wakes = other.wakes;
        statementTimeout = other.statementTimeout;
        shutdownDeadline = other.shutdownDeadline;
        listeners = other.listeners;
    }

    /** All defaults. */
    public static TaskwireOptions defaults() {
        return new TaskwireOptions();
    }

    /**
     * The database, {@code postgres://user:password@host:port/database}, with {@code sslmode} and its like as libpq has them.
     * {@link Taskwire#connect} needs it; beside a pool of the user's it is for wakes and migrations, which need connections of
     * their own.
     */
    public TaskwireOptions url(String url) {
        TaskwireOptions copy = new TaskwireOptions(this);
        copy.url = url;
        return copy;
    }

    /** The same database on a way that allows LISTEN, by default {@link #url}. */
    public TaskwireOptions listenUrl(String listenUrl) {
        TaskwireOptions copy = new TaskwireOptions(this);
        copy.listenUrl = listenUrl;
        return copy;
    }

    /** The schema of {@code job_failures} and the other tables that users query, where they are yet to be made: by default public. */
    public TaskwireOptions tablesSchema(String tablesSchema) {
        TaskwireOptions copy = new TaskwireOptions(this);
        copy.tablesSchema = tablesSchema;
        return copy;
    }

    /** Connections of the pool that {@link Taskwire#connect} makes, 1 to 500, by default 8. */
    public TaskwireOptions poolSize(int poolSize) {
        TaskwireOptions copy = new TaskwireOptions(this);
        copy.poolSize = poolSize;
        return copy;
    }

    /**
     * Whether a start brings the database to what this version needs, by default true. That takes Flyway and the JDBC driver on
     * the class path, and the rights of an owner; with false, a start checks that it was done.
     */
    public TaskwireOptions migrate(boolean migrate) {
        TaskwireOptions copy = new TaskwireOptions(this);
        copy.migrate = migrate;
        return copy;
    }

    /** Whether writers wake this process, by one connection that listens; by default true. With false, it polls. */
    public TaskwireOptions wakes(boolean wakes) {
        TaskwireOptions copy = new TaskwireOptions(this);
        copy.wakes = wakes;
        return copy;
    }

    /** How long a statement of the pool that {@link Taskwire#connect} makes may take, 1 second to 10 minutes, by default 20 seconds. */
    public TaskwireOptions statementTimeout(Duration statementTimeout) {
        TaskwireOptions copy = new TaskwireOptions(this);
        copy.statementTimeout = statementTimeout;
        return copy;
    }

    /** How long a close waits for the work in hand, 100 milliseconds to 10 minutes, by default 20 seconds. */
    public TaskwireOptions shutdownDeadline(Duration shutdownDeadline) {
        TaskwireOptions copy = new TaskwireOptions(this);
        copy.shutdownDeadline = shutdownDeadline;
        return copy;
    }

    /** One more that is told what happens. */
    public TaskwireOptions listener(TaskwireListener listener) {
        TaskwireOptions copy = new TaskwireOptions(this);
        copy.listeners = new ArrayList<>(listeners);
        copy.listeners.add(listener);
        return copy;
    }
}
