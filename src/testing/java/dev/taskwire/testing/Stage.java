package dev.taskwire.testing;

import dev.taskwire.Sender;
import dev.taskwire.Taskwire;
import dev.taskwire.TaskwireOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A database with what tests have started on it. */
final class Stage {
    private static final Duration CLOSE_MOST = Duration.ofSeconds(1);

    private static final String MAKE_QUEUE = """
            -- testing.make_queue
            SELECT taskwire.make_queue($1)
            """;

    private final Server server;
    private final Database database;
    private final List<Taskwire> started = new ArrayList<>();

    private Stage(Server server, Database database) {
        this.server = server;
        this.database = database;
    }

    static Stage open(Server server) {
        return new Stage(server, server.createDatabase());
    }

    Database database() {
        return database;
    }

    Messages messages() {
        return new Messages(database);
    }

    /** Labels and checks what it sends as these handlers want it. */
    Sender sender(Registrations registrations) {
        return registrations.apply(taskwire()).sender();
    }

    void makeQueues(Registrations registrations) {
        registrations.queues().forEach(queue -> database.rows(MAKE_QUEUE, queue));
    }

    Drained drain(Registrations registrations, Set<String> queues, Duration deadline) {
        if (!started.isEmpty()) {
            throw new IllegalStateException("this test has started workers, and they take what is due by themselves");
        }
        Set<String> left = new HashSet<>(registrations.queues());
        left.removeAll(queues);
        return new Drain(database, registrations, queues, deadline).run(left);
    }

    Taskwire start(Registrations registrations) {
        Taskwire taskwire = registrations.apply(taskwire());
        started.add(taskwire);
        Database.await(taskwire.start());
        return taskwire;
    }

    void endTest() {
        stop();
        messages().forgetAll();
    }

    void close() {
        stop();
        server.dropDatabase(database);
    }

    private void stop() {
        started.forEach(taskwire -> Database.await(taskwire.close()));
        started.clear();
    }

    private Taskwire taskwire() {
        TaskwireOptions options = TaskwireOptions.defaults()
                .url(database.url())
                .migrate(false)
                .shutdownDeadline(CLOSE_MOST);
        return Taskwire.create(Server.vertx(), database.pool(), options);
    }
}
