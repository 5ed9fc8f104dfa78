package dev.taskwire;

import io.vertx.core.Future;

/**
 * Handlers of the user's own in a jar of their own, which {@code serve --plugins DIR} works with. The jar names its plugin, a
 * class with a constructor without parameters, in {@code META-INF/services/dev.taskwire.TaskwirePlugin}:
 *
 * <pre>{@code
 * public final class Thumbnails implements TaskwirePlugin {
 *     public void setUp(PluginSetup setup) {
 *         setup.queue("thumbnails", Thumbnail.class, (thumbnail, delivery) -> draw(thumbnail).map(Outcome.done()));
 *     }
 * }
 * }</pre>
 *
 * <p>Its code is called with its class loader as the thread's context class loader.
 */
public interface TaskwirePlugin {
    /**
     * Gives queues their handlers, and makes what these need. Called once, before there is a database. May block, for 30 seconds
     * at most.
     *
     * @throws Exception stops the start, which names the jar and the reason
     */
    void setUp(PluginSetup setup) throws Exception;

    /**
     * Closes what {@link #setUp} has opened. Called once, when no handler of the plugin is called any more, also where the start
     * was stopped after its {@code setUp}. May block; the process waits for 5 seconds at most.
     */
    default Future<Void> close() {
        return Future.succeededFuture();
    }
}
