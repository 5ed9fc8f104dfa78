package dev.taskwire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.taskwire.config.ConfigFile;
import dev.taskwire.config.TaskwireConfig;
import dev.taskwire.support.PluginSources;
import dev.taskwire.support.PostgresExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Plugins in a whole Taskwire: what they are given, how the configuration moves them, and what they keep to themselves. */
final class PluginIT {
    private static final Path PROBE = Path.of("src", "test", "resources", "plugins", "Probe.txt");

    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.migrated();

    private static Path probe = Path.of("");
    private static Map<String, Path> libraries = Map.of();

    @TempDir
    private Path work;

    @TempDir
    private Path plugins;

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeAll
    static void compile() throws IOException {
        probe = PluginSources.compile(Map.of("Probe", Files.readString(PROBE), "Library", library("1")));
        libraries = Map.of("2", PluginSources.compile(Map.of("Library", library("2"))));
    }

    @BeforeEach
    void listen() {
        log.start();
        root().addAppender(log);
    }

    @AfterEach
    void listenNoMore() {
        root().detachAppender(log);
    }

    @Test
    void aHandlerThatBlocksItsEventLoopIsNamedAndMovedByTheConfigurationAlone() throws Exception {
        probe("probe-1.0", "1");
        send("stuck", "moved", "quick");

        try (RunningTaskwire taskwire = RunningTaskwire.start(config("own_queues: {moved: {runs_on: worker}}"))) {
            await().until(() -> logged("handled stuck on vert.x-eventloop-thread"));
            // It waits for the other queue, which goes on meanwhile.
            await().until(() -> logged("handled moved on taskwire-moved-1 after quick"));
            await().until(() -> logged("handled calm on taskwire-calm-1"));

            assertThat(lines())
                    .anyMatch(line -> line.contains("blocked its event loop") && line.contains("\"stuck\""))
                    .noneMatch(line -> line.contains("blocked its event loop") && line.contains("\"moved\""));
            assertThat(taskwire.recorded().failures()).isEmpty();
        }
        assertThat(lines()).contains("closed probe inside its own loader");
    }

    @Test
    void eachPluginHasItsOwnSettingsLibrariesAndLoaderAndLeavesNothingOnThreads() throws Exception {
        probe("one-1.0", "1");
        probe("two-2.0", "2");
        send("one_stuck");

        try (RunningTaskwire taskwire = RunningTaskwire.start(config(
                "plugins: {settings: {one: {prefix: one_, secret: x}, two: {prefix: two_}}}",
                "TASKWIRE_PLUGINS_SETTINGS_ONE_SECRET",
                "s3cret"))) {
            await().until(() -> logged("handled one_stuck"));

            assertThat(lines())
                    .contains("set up one_ with library 1, secret s3cret, picocli hidden, inside its own loader")
                    .contains("set up two_ with library 2, secret none, picocli hidden, inside its own loader")
                    .anyMatch(line -> line.startsWith("handled one_stuck") && line.contains("inside its own loader"))
                    .anyMatch(line -> line.contains("afterwards") && line.contains("outside"));
            assertThat(POSTGRES.database()
                            .count("SELECT count(*) FROM pgmq.meta WHERE queue_name IN ('one_calm', 'two_calm')"))
                    .isEqualTo(2);
            assertThat(taskwire.recorded().failures()).isEmpty();
        }
    }

    @Test
    void whatIsConfiguredWinsKeyByKeyOverTheCode() throws Exception {
        probe("probe-1.0", "1");
        send("refused");

        try (RunningTaskwire taskwire = RunningTaskwire.start(
                config("own_queues: {refused: {attempts: 2, backoff: 10ms, backoff_most: 10ms}}"))) {
            await().until(() -> POSTGRES.database()
                            .count("SELECT count(*) FROM job_failures WHERE queue = 'refused' AND attempts = 2")
                    == 1);

            assertThat(taskwire.recorded().buried()).containsExactly("not today");
        }
    }

    /** The same plugin with a library of its own beside it, of which there are versions. */
    private void probe(String name, String version) throws IOException {
        PluginSources.plugin(plugins.resolve(name + ".jar"), probe, "Probe");
        PluginSources.packOne(
                plugins.resolve(name + ".lib").resolve("library.jar"),
                libraries.getOrDefault(version, probe),
                "Library");
    }

    private static String library(String version) {
        return "public class Library { public static String version() { return \"" + version + "\"; } }";
    }

    private TaskwireConfig config(String yaml, String... environment) throws IOException {
        Map<String, String> variables = new HashMap<>(Map.of(
                "DATABASE_URL",
                POSTGRES.database().url(),
                "TASKWIRE_HTTP_PORT",
                "0",
                "TASKWIRE_PLUGINS",
                plugins.toString()));
        for (int i = 0; i < environment.length; i += 2) {
            variables.put(environment[i], environment[i + 1]);
        }
        return ConfigFile.load(Optional.of(Files.writeString(work.resolve("taskwire.yaml"), yaml)), variables);
    }

    private static void send(String... queues) throws Exception {
        for (String queue : queues) {
            POSTGRES.database()
                    .execute(
                            "SELECT taskwire.make_queue('" + queue + "'); SELECT taskwire.send('" + queue + "', '{}')");
        }
    }

    private boolean logged(String part) {
        return lines().stream().anyMatch(line -> line.contains(part));
    }

    private List<String> lines() {
        return List.copyOf(log.list).stream()
                .map(event -> event.getKeyValuePairs() == null
                        ? event.getFormattedMessage()
                        : event.getFormattedMessage() + " " + event.getKeyValuePairs())
                .toList();
    }

    private static Logger root() {
        return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }
}
