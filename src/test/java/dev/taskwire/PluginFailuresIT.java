package dev.taskwire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskwire.config.InvalidConfigException;
import dev.taskwire.config.TaskwireConfig;
import dev.taskwire.testing.PluginSources;
import dev.taskwire.testing.TaskwireProcess;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong with plugins is said at the start, all of it, with the jar, the reason and what to do. */
@ExtendWith(VertxExtension.class)
final class PluginFailuresIT {
    private static final String DATABASE = "postgres://nobody@localhost:1/nothing";
    private static final int JAVA_90 = 134;

    @TempDir
    private Path work;

    @TempDir
    private Path plugins;

    private PluginSources sources;

    @BeforeEach
    void nothingIsCompiledYet() {
        sources = new PluginSources(work);
    }

    @Test
    void everythingThatIsWrongIsNamedAtOnceAndStopsTheStart() throws Exception {
        Files.writeString(plugins.resolve("broken.jar"), "no zip");
        PluginSources.pack(plugins.resolve("library.jar"), sources.compile("Library", "class Library {}"));
        sources.plugin(plugins.resolve("builtin.jar"), "Builtin", plugin("Builtin", queue("notifications")));
        sources.plugin(plugins.resolve("first.jar"), "First", plugin("First", queue("twice")));
        sources.plugin(plugins.resolve("second.jar"), "Second", plugin("Second", queue("twice")));
        sources.plugin(plugins.resolve("same-1.0.jar"), "Same", plugin("Same", queue("same")));
        sources.plugin(plugins.resolve("same-1.1.jar"), "Same", plugin("Same", queue("same")));
        sources.plugin(
                plugins.resolve("raising.jar"),
                "Raising",
                plugin("Raising", "throw new IllegalStateException(\"no bucket\");"));
        sources.plugin(
                plugins.resolve("unmade.jar"),
                "Unmade",
                plugin("Unmade", "")
                        .replace("{ // body", "{ { if (true) throw new IllegalArgumentException(\"no key\"); }"));
        sources.plugin(plugins.resolve("options.jar"), "Options", plugin("Options", queue("Bad Name")));
        nameOnly(plugins.resolve("nowhere.jar"), "com.example.Nowhere");
        newer(plugins.resolve("newer.jar"));
        Path absent = sources.compile("Absent", "public class Absent { public static void use() {} }");
        sources.plugin(plugins.resolve("lacking.jar"), "Lacking", plugin("Lacking", "Absent.use();"), absent);

        try (TaskwireProcess taskwire =
                TaskwireProcess.start(Map.of("DATABASE_URL", DATABASE), "serve", "--plugins", plugins.toString())) {
            assertThat(taskwire.exitCode()).isEqualTo(1);
            assertThat(taskwire.output())
                    .contains("taskwire: the plugins have 11 problems:")
                    .contains("broken.jar is no jar that can be read")
                    .contains("library.jar is no plugin, for it has no META-INF/services/dev.taskwire.TaskwirePlugin")
                    .contains("builtin.jar has a handler for the queue notifications, which is one of Taskwire's:"
                            + " give the queue another name")
                    .contains("first.jar and second.jar have each a handler for the queue twice: leave one of them")
                    .contains("same-1.0.jar and same-1.1.jar are the same plugin, same: leave the one that is meant")
                    .contains("raising.jar could not be set up: java.lang.IllegalStateException: no bucket")
                    .contains("unmade.jar could not be set up: java.lang.IllegalArgumentException: no key")
                    .contains("options.jar, queue Bad Name: expected a name of lower case letters")
                    .contains(
                            "nowhere.jar cannot be used (dev.taskwire.TaskwirePlugin: Provider com.example.Nowhere not"
                                    + " found): mend META-INF/services/dev.taskwire.TaskwirePlugin")
                    .contains("newer.jar was compiled for Java 90, and this is Java "
                            + Runtime.version().feature() + ": compile it with --release ")
                    .contains("lacking.jar needs the class Absent, which is missing: shade its library into the jar, or"
                            + " put it into the folder lacking.lib beside it")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void aFolderThatIsNotThereIsWrongUse() throws Exception {
        try (TaskwireProcess taskwire = TaskwireProcess.start(
                Map.of(
                        "DATABASE_URL",
                        DATABASE,
                        "TASKWIRE_PLUGINS",
                        plugins.resolve("gone").toString()),
                "serve")) {
            assertThat(taskwire.exitCode()).isEqualTo(2);
            assertThat(taskwire.output())
                    .contains(
                            "plugins.directory: there is no folder " + plugins.resolve("gone") + "; make it, or name");
        }
    }

    @Test
    void whatIsConfiguredForNobodyIsListed(Vertx vertx) throws IOException {
        sources.plugin(plugins.resolve("mail-merge-2.1.jar"), "Merge", plugin("Merge", queue("letters")));
        Map<String, Object> file = Map.of(
                "plugins",
                Map.of("settings", Map.of("mail_marge", Map.of("a", 1))),
                "own_queues",
                Map.of("letter", Map.of("instances", 2)));

        assertThatThrownBy(() -> load(vertx, file, "TASKWIRE_PLUGINS_SETTINGS_MERGE_KEY", "CANARY"))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("the configuration has 3 problems")
                .hasMessageContaining("plugins.settings.mail_marge: no plugin is called so; there are mail_merge")
                .hasMessageContaining(
                        "environment variable TASKWIRE_PLUGINS_SETTINGS_MERGE_KEY: expected a plugin's name")
                .hasMessageContaining(
                        "own_queues.letter: no plugin has a handler for a queue of this name; there are letters")
                .hasMessageNotContaining("CANARY");
    }

    @Test
    void wrongKeysAndValuesOfQueuesAreListed() {
        Map<String, Object> file = Map.of(
                "own_queues",
                Map.of("letters", Map.of("instances", 99, "runs_on", "moon", "lease", "1s"), "Big", Map.of()));

        assertThatThrownBy(() -> TaskwireConfig.from(file, Map.of("DATABASE_URL", DATABASE)))
                .hasMessageContaining("the configuration has 4 problems")
                .hasMessageContaining("own_queues.letters.instances: expected a whole number from 1 to 64, got \"99\"")
                .hasMessageContaining("own_queues.letters.runs_on: expected one of event_loop, worker, virtual_thread")
                .hasMessageContaining("own_queues.letters.lease: unknown key; known here: attempt_timeout, attempts,")
                .hasMessageContaining("own_queues.Big: no queue can be called so");
    }

    @Test
    void whatIsConfiguredIsCheckedTogetherWithTheCode(Vertx vertx) throws IOException {
        sources.plugin(
                plugins.resolve("waits.jar"),
                "Waits",
                plugin("Waits", "setup.blockingQueue(\"waits\", String.class, (text, delivery) -> Outcome.done());"));
        Map<String, Object> file =
                Map.of("own_queues", Map.of("waits", Map.of("runs_on", "event_loop", "backoff", "1h")));

        assertThatThrownBy(() -> load(vertx, file))
                .isInstanceOf(InvalidPluginsException.class)
                .hasMessageContaining("waits.jar, queue waits: runsOn: a handler that blocks cannot run on EVENT_LOOP")
                .hasMessageContaining(
                        "waits.jar, queue waits: backoff at most: expected a time from 1h to 7d, got 15m");
    }

    private Plugins load(Vertx vertx, Map<String, Object> file, String... environment) {
        Map<String, String> variables =
                new HashMap<>(Map.of("DATABASE_URL", DATABASE, "TASKWIRE_PLUGINS", plugins.toString()));
        for (int i = 0; i < environment.length; i += 2) {
            variables.put(environment[i], environment[i + 1]);
        }
        return PluginLoading.load(vertx, TaskwireConfig.from(file, variables));
    }

    private void nameOnly(Path jar, String className) throws IOException {
        Path empty = Files.createTempDirectory(work, "empty");
        PluginSources.name(empty, className);
        PluginSources.pack(jar, empty);
    }

    private void newer(Path jar) throws IOException {
        Path classes = sources.compile("Newer", plugin("Newer", queue("newer")));
        byte[] code = Files.readAllBytes(classes.resolve("Newer.class"));
        code[7] = (byte) JAVA_90;
        Files.write(classes.resolve("Newer.class"), code);
        PluginSources.name(classes, "Newer");
        PluginSources.pack(jar, classes);
    }

    private static String queue(String name) {
        return "setup.queue(\"" + name + "\", String.class,"
                + " (text, delivery) -> io.vertx.core.Future.succeededFuture(Outcome.done()));";
    }

    private static String plugin(String name, String setUp) {
        return "import dev.taskwire.*; public final class " + name + " implements TaskwirePlugin { // body\n"
                + "public void setUp(PluginSetup setup) { " + setUp + " } }";
    }
}
