package dev.taskwire;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The plugins of one jar: loaded, set up, and closed. All that is theirs is called with their class loader. */
final class Plugin {
    private static final Logger LOG = LoggerFactory.getLogger(Plugin.class);

    private static final Duration CLOSED_WITHIN = Duration.ofSeconds(5);

    private final PluginJar jar;
    private final PluginLoader loader;
    private final List<TaskwirePlugin> parts = new CopyOnWriteArrayList<>();
    private final List<OwnQueue<?>> queues = new CopyOnWriteArrayList<>();

    Plugin(PluginJar jar) throws IOException {
        this.jar = jar;
        this.loader = jar.loader();
    }

    PluginJar jar() {
        return jar;
    }

    List<OwnQueue<?>> queues() {
        return List.copyOf(queues);
    }

    /** Answers what went wrong, each as a sentence that goes on after the jar's name. Takes as long as the code of the plugin. */
    List<String> setUp(Vertx vertx, JsonObject configuration, Sender sender) {
        List<String> problems = new ArrayList<>();
        Iterator<TaskwirePlugin> services =
                ServiceLoader.load(TaskwirePlugin.class, loader).iterator();
        boolean mayBeMore = true;
        while (mayBeMore) {
            mayBeMore = attempt(
                    () -> services.hasNext() && setUp(services.next(), new PluginSetup(vertx, configuration, sender)),
                    problems);
        }
        if (parts.isEmpty() && problems.isEmpty()) {
            problems.add(" names no class in " + PluginJar.SERVICE + ": name its TaskwirePlugin there");
        }
        return problems;
    }

    /** Never fails; what does not close in time is left to itself. */
    Future<Void> close(Vertx vertx) {
        List<Future<Void>> closing = parts.stream()
                .map(part -> vertx.executeBlocking(() -> loader.call(part::close), false)
                        .compose(closed -> closed)
                        .timeout(CLOSED_WITHIN.toMillis(), TimeUnit.MILLISECONDS)
                        .onFailure(failure -> LOG.atWarn()
                                .addKeyValue("plugin", jar.fileName())
                                .addKeyValue("reason", String.valueOf(failure))
                                .log("the plugin could not be closed"))
                        .otherwiseEmpty())
                .toList();
        return Future.join(closing).eventually(this::unload).mapEmpty();
    }

    private Future<Void> unload() {
        try {
            loader.close();
        } catch (IOException stillOpen) {
            LOG.debug("the jar {} could not be closed", jar.fileName(), stillOpen);
        }
        return Future.succeededFuture();
    }

    private boolean setUp(TaskwirePlugin part, PluginSetup setup) throws Exception {
        parts.add(part);
        part.setUp(setup);
        setup.end().forEach(queue -> queues.add(inside(queue)));
        return true;
    }

    /** Whatever the plugin throws is a problem of the plugin, and does not hide that of the next. */
    private boolean attempt(Callable<Boolean> code, List<String> problems) {
        try {
            return loader.call(code::call);
        } catch (Exception | Error thrown) {
            LOG.debug("the plugin {} could not be set up", jar.fileName(), thrown);
            problems.add(PluginFailure.words(thrown, jar));
            return true;
        }
    }

    private <T> OwnQueue<T> inside(OwnQueue<T> queue) {
        return queue.handledBy(batch -> loader.call(() -> queue.handler().handle(batch)));
    }
}
