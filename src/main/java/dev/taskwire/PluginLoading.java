package dev.taskwire;

import dev.taskwire.config.InvalidConfigException;
import dev.taskwire.config.OwnQueueConfig;
import dev.taskwire.config.QueueConfig;
import dev.taskwire.config.TaskwireConfig;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Loads the plugins that the configuration names, and finds everything that is wrong with them at once. Blocks. */
final class PluginLoading {
    private static final Logger LOG = LoggerFactory.getLogger(PluginLoading.class);

    private static final Duration SET_UP_MOST = Duration.ofSeconds(30);

    private final Vertx vertx;
    private final TaskwireConfig config;
    private final Plugins plugins;
    private final List<String> wrongPlugins = new ArrayList<>();
    private final List<String> wrongConfig = new ArrayList<>();

    private PluginLoading(Vertx vertx, TaskwireConfig config) {
        this.vertx = vertx;
        this.config = config;
        this.plugins = new Plugins(vertx);
    }

    /**
     * Sets all of them up.
     *
     * @throws InvalidConfigException if the configuration names what is not there
     * @throws InvalidPluginsException if a plugin cannot be used
     */
    static Plugins load(Vertx vertx, TaskwireConfig config) {
        PluginLoading loading = new PluginLoading(vertx, config);
        try {
            loading.setUp(loading.jars());
            loading.check();
        } catch (RuntimeException | Error refused) {
            loading.plugins.close().await();
            throw refused;
        }
        return loading.plugins;
    }

    private List<PluginJar> jars() {
        if (config.plugins().directory().isEmpty()) {
            return List.of();
        }
        Path folder = config.plugins().directory().get();
        if (!Files.isDirectory(folder)) {
            throw new InvalidConfigException(List.of("plugins.directory: there is no folder " + folder
                    + "; make it, or name another with --plugins or TASKWIRE_PLUGINS"));
        }
        try {
            List<PluginJar> jars = PluginJar.in(folder);
            if (jars.isEmpty()) {
                LOG.info("there are no plugins in {}", folder);
            }
            return jars;
        } catch (IOException unreadable) {
            throw new InvalidConfigException(
                    List.of("plugins.directory: the folder " + folder + " cannot be read: " + unreadable));
        }
    }

    private void setUp(List<PluginJar> jars) {
        Map<String, List<PluginJar>> byName =
                jars.stream().collect(Collectors.groupingBy(PluginJar::name, TreeMap::new, Collectors.toList()));
        PluginSettings settings = new PluginSettings(config.plugins(), byName.keySet());
        wrongConfig.addAll(settings.problems());
        byName.forEach((name, same) -> {
            if (same.size() > 1) {
                wrongPlugins.add(names(same) + " are the same plugin, " + name + ": leave the one that is meant");
            }
        });
        jars.stream()
                .filter(jar -> byName.getOrDefault(jar.name(), List.of()).size() == 1)
                .forEach(jar -> setUp(jar, settings));
    }

    private void setUp(PluginJar jar, PluginSettings settings) {
        try {
            List<String> unreadable = jar.problems();
            wrongPlugins.addAll(unreadable);
            if (unreadable.isEmpty()) {
                Plugin plugin = new Plugin(jar);
                plugins.add(plugin);
                vertx.executeBlocking(() -> plugin.setUp(vertx, settings.of(jar.name()), plugins.sender()), false)
                        .await(SET_UP_MOST.toSeconds(), TimeUnit.SECONDS)
                        .forEach(problem -> wrongPlugins.add(jar.fileName() + problem));
            }
        } catch (TimeoutException late) {
            wrongPlugins.add(jar.fileName() + " was not set up within " + SET_UP_MOST.toSeconds()
                    + " seconds: let its setUp wait for less");
        } catch (IOException unreadable) {
            wrongPlugins.add(jar.fileName() + " cannot be read: " + unreadable);
        }
    }

    private void check() {
        Map<String, List<PluginJar>> handlers = new TreeMap<>();
        plugins.loaded()
                .forEach(plugin -> plugin.queues()
                        .forEach(queue -> handlers.computeIfAbsent(queue.name(), name -> new ArrayList<>())
                                .add(plugin.jar())));
        handlers.forEach(this::checkHandlers);
        List<OwnQueue<?>> queues = new ArrayList<>();
        plugins.loaded().forEach(plugin -> queues.addAll(configured(plugin)));
        plugins.workOn(queues);
        if (wrongPlugins.isEmpty()) {
            checkConfigured(handlers.keySet());
        }
        throwIfProblems();
        plugins.loaded()
                .forEach(plugin -> LOG.atInfo()
                        .addKeyValue("plugin", plugin.jar().fileName())
                        .addKeyValue(
                                "queues",
                                plugin.queues().stream().map(OwnQueue::name).toList())
                        .log("plugin set up"));
    }

    private void checkHandlers(String queue, List<PluginJar> jars) {
        if (Set.copyOf(jars).size() > 1) {
            wrongPlugins.add(names(jars) + " have each a handler for the queue " + queue + ": leave one of them");
        }
        if (config.queues().all().stream().map(QueueConfig::name).anyMatch(queue::equals)) {
            wrongPlugins.add(names(jars) + " has a handler for the queue " + queue
                    + ", which is one of Taskwire's: give the queue another name");
        }
    }

    private List<OwnQueue<?>> configured(Plugin plugin) {
        List<OwnQueue<?>> queues = new ArrayList<>();
        plugin.queues().forEach(queue -> queues.add(configured(queue)));
        List<String> problems = new ArrayList<>(OptionsCheck.problems(queues));
        problems.addAll(MessageContracts.of(queues).problems());
        problems.forEach(problem -> wrongPlugins.add(plugin.jar().fileName() + ", " + problem));
        return queues;
    }

    private <T> OwnQueue<T> configured(OwnQueue<T> queue) {
        OwnQueueConfig changes = config.ownQueues().getOrDefault(queue.name(), OwnQueueConfig.NOTHING);
        return queue.with(ConfiguredOptions.of(queue.options(), changes));
    }

    /** Not where a plugin could not be set up: it may be the one that is meant. */
    private void checkConfigured(Set<String> handled) {
        String known = handled.isEmpty() ? "there is none" : "there are " + String.join(", ", handled);
        new TreeSet<>(config.ownQueues().keySet())
                .stream()
                        .filter(queue -> !handled.contains(queue))
                        .forEach(queue -> wrongConfig.add("own_queues." + queue
                                + ": no plugin has a handler for a queue of this name; " + known));
    }

    private void throwIfProblems() {
        if (!wrongPlugins.isEmpty()) {
            wrongPlugins.addAll(wrongConfig);
            throw new InvalidPluginsException(wrongPlugins);
        }
        if (!wrongConfig.isEmpty()) {
            throw new InvalidConfigException(wrongConfig);
        }
    }

    private static String names(List<PluginJar> jars) {
        return jars.stream().map(PluginJar::fileName).distinct().collect(Collectors.joining(" and "));
    }
}
