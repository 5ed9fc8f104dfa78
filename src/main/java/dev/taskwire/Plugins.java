package dev.taskwire;

import dev.taskwire.config.QueueConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** The plugins of a process, with the queues that they work on. */
final class Plugins {
    private final Vertx vertx;
    private final List<Plugin> loaded = new CopyOnWriteArrayList<>();
    private volatile MessageContracts contracts = MessageContracts.of(List.of());
    private volatile @Nullable Pool pool;

    Plugins(Vertx vertx) {
        this.vertx = vertx;
    }

    void add(Plugin plugin) {
        loaded.add(plugin);
    }

    List<Plugin> loaded() {
        return loaded;
    }

    /** @param configured those of all plugins, as the configuration has changed them */
    void workOn(List<OwnQueue<?>> configured) {
        contracts = MessageContracts.of(configured);
    }

    /** What the handlers take. */
    MessageContracts contracts() {
        return contracts;
    }

    List<QueueConfig> queueConfigs() {
        return contracts.groups().stream().map(QueueGroup::config).toList();
    }

    /** What plugins send by. */
    Sender sender() {
        return new Sender(this::client, this::contracts);
    }

    /** From now on the database is there to be sent to. */
    void open(Pool connections) {
        pool = connections;
    }

    /** All at once. Never fails. */
    Future<Void> close() {
        return Future.join(loaded.stream().map(plugin -> plugin.close(vertx)).toList())
                .mapEmpty();
    }

    private SqlClient client() {
        Pool open = pool;
        if (open == null) {
            throw new IllegalStateException("there is no connection before the process works");
        }
        return open;
    }
}
