package dev.taskwire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskwire.config.InvalidConfigException;
import dev.taskwire.config.TaskwireConfig;
import dev.taskwire.support.PluginSources;
import dev.taskwire.support.TaskwireProcess;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong with plugins is said at the start, all of it, with the jar, the reason and what to do. */
@ExtendWith(VertxExtension.class)
final class PluginFailuresIT {
    private static final String DATABASE = "postgres://nobody@localhost:1/nothing";
    private static final int JAVA_90 = 134;

    private static Path classes = Path.of("");

    @TempDir
    private Path plugins;

    @BeforeAll
    static void compile() throws IOException {
        Map<String, String> code = new HashMap<>(Map.of(
                "Library", "public class Library { public static void use() {} }",
                "Builtin", plugin("Builtin", queue("notifications")),
                "Twice", plugin("Twice", queue("twice")),
                "Raising", plugin("Raising", "throw new IllegalStateException(\"no bucket\");"),
                "Misnamed", plugin("Misnamed", queue("Bad Name")),
                "Lacking", plugin("Lacking", "Library.use();"),
                "Letters", plugin("Letters", queue("letters")),
                "Waits", plugin("Waits", "setup.blockingQueue(\"waits\", String.class, (s, d) -> Outcome.done());")));
        code.put(
                "Unmade",
                plugin("Unmade", "")
                        .replace("{ // body", "{ public Unmade() { throw new IllegalArgumentException(\"no key\"); }"));
        classes = PluginSources.compile(code);
    }

    @Test
    void everythingThatIsWrongIsNamedAtOnceAndStopsTheStart() throws Exception {
        Files.writeString(plugins.resolve("broken.jar"), "no zip");
        PluginSources.packOne(plugins.resolve("library.jar"), classes, "Library");
        add("builtin.jar", "Builtin");
        add("first.jar", "Twice");
        add("second.jar", "Twice");
        add("same-1.0.jar", "Letters");
        add("same-1.1.jar", "Letters");
        add("raising.jar", "Raising");
        add("unmade.jar", "Unmade");
        add("options.jar", "Misnamed");
        add("lacking.jar", "Lacking");
        add("nowhere.jar", "Nowhere");
        newer("newer.jar", "Waits");

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
                    .contains("nowhere.jar cannot be used (dev.taskwire.TaskwirePlugin: Provider Nowhere not"
                            + " found): mend META-INF/services/dev.taskwire.TaskwirePlugin")
                    .contains("newer.jar was compiled for Java 90, and this is Java "
                            + Runtime.version().feature() + ": compile it with --release ")
                    .contains(
                            "lacking.jar needs the class Library, which is missing: shade its library into the jar, or"
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
        add("mail-merge-2.1.jar", "Letters");
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
        add("waits.jar", "Waits");
        Map<String, Object> file =
                Map.of("own_queues", Map.of("waits", Map.of("runs_on", "event_loop", "backoff", "1h")));

        assertThatThrownBy(() -> load(vertx, file))
                .isInstanceOf(InvalidPluginsException.class)
                .hasMessageContaining("waits.jar, queue waits: runsOn: a handler that blocks cannot run on EVENT_LOOP")
                .hasMessageContaining(
                        "waits.jar, queue waits: backoff at most: expected a time from 60m to 10080m, got 15m");
    }

    private Plugins load(Vertx vertx, Map<String, Object> file, String... environment) {
        Map<String, String> variables =
                new HashMap<>(Map.of("DATABASE_URL", DATABASE, "TASKWIRE_PLUGINS", plugins.toString()));
        for (int i = 0; i < environment.length; i += 2) {
            variables.put(environment[i], environment[i + 1]);
        }
        return PluginLoading.load(vertx, TaskwireConfig.from(file, variables));
    }

    private void add(String jar, String className) throws IOException {
        PluginSources.plugin(plugins.resolve(jar), classes, className);
    }

    private void newer(String jar, String className) throws IOException {
        byte[] code = Files.readAllBytes(classes.resolve(className + ".class"));
        code[7] = (byte) JAVA_90;
        Path changed = Files.createDirectories(plugins.resolve("changed"));
        Files.write(changed.resolve(className + ".class"), code);
        PluginSources.plugin(plugins.resolve(jar), changed, className);
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
