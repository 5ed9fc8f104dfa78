package dev.taskwire;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/**
 * What a {@link TaskwirePlugin} sets itself up with: it gives queues their handlers by the same verbs as a {@link Taskwire}, and
 * has what these need. What {@code own_queues} of the configuration says of a queue wins over its options. Queues are given their
 * handlers until {@link TaskwirePlugin#setUp} ends; all else may be used from any thread.
 */
public final class PluginSetup {
    private final Vertx vertx;
    private final JsonObject configuration;
    private final Sender sender;
    private final List<OwnQueue<?>> queues = new ArrayList<>();
    private boolean over;

    PluginSetup(Vertx vertx, JsonObject configuration, Sender sender) {
        this.vertx = vertx;
        this.configuration = configuration;
        this.sender = sender;
    }

    /** The Vert.x of the process, which closes it. */
    public Vertx vertx() {
        return vertx;
    }

    /** The plugin's section of {@code plugins.settings}, with what the environment says, each as text; empty without one. */
    public JsonObject configuration() {
        return configuration.copy();
    }

    /** Sends to any queue, from when the process works. */
    public Sender sender() {
        return sender;
    }

    /** As {@link #queue(String, Class, QueueOptions, QueueHandler)}, with the default options. */
    @CanIgnoreReturnValue
    public <T> PluginSetup queue(String name, Class<T> type, QueueHandler<T> handler) {
        return queue(name, type, QueueOptions.defaults(), handler);
    }

    /**
     * Gives a queue its handler. The queue is made by the start if it is not there.
     *
     * @param type as {@link Taskwire#queue(String, Class, QueueOptions, QueueHandler)} has it
     * @throws IllegalStateException after {@link TaskwirePlugin#setUp}
     */
    @CanIgnoreReturnValue
    public <T> PluginSetup queue(String name, Class<T> type, QueueOptions options, QueueHandler<T> handler) {
        return add(OwnQueue.single(name, type, options, handler));
    }

    /** As {@link #blockingQueue(String, Class, QueueOptions, BlockingQueueHandler)}, with the default options. */
    @CanIgnoreReturnValue
    public <T> PluginSetup blockingQueue(String name, Class<T> type, BlockingQueueHandler<T> handler) {
        return blockingQueue(name, type, QueueOptions.defaults(), handler);
    }

    /** The same as {@link #queue} with a handler that may block. */
    @CanIgnoreReturnValue
    public <T> PluginSetup blockingQueue(
            String name, Class<T> type, QueueOptions options, BlockingQueueHandler<T> handler) {
        return add(OwnQueue.blocking(name, type, options, handler));
    }

    /** As {@link #batchQueue(String, Class, QueueOptions, BatchQueueHandler)}, with the default options. */
    @CanIgnoreReturnValue
    public <T> PluginSetup batchQueue(String name, Class<T> type, BatchQueueHandler<T> handler) {
        return batchQueue(name, type, QueueOptions.defaults(), handler);
    }

    /** The same as {@link #queue} with a handler that takes several messages together. */
    @CanIgnoreReturnValue
    public <T> PluginSetup batchQueue(String name, Class<T> type, QueueOptions options, BatchQueueHandler<T> handler) {
        return add(OwnQueue.batch(name, type, options, handler));
    }

    /** The queues with their handlers; from now on there are no more. */
    synchronized List<OwnQueue<?>> end() {
        over = true;
        return List.copyOf(queues);
    }

    private synchronized PluginSetup add(OwnQueue<?> queue) {
        if (over) {
            throw new IllegalStateException("queues are given their handlers while the plugin is set up");
        }
        queues.add(queue);
        return this;
    }
}
