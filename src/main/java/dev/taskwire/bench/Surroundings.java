package dev.taskwire.bench;

import com.sun.management.OperatingSystemMXBean;
import io.vertx.sqlclient.Row;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What figures depend on: the machine, the versions and how the server treats its disk. */
final class Surroundings {
    private static final String SERVER = """
            -- bench.server
            SELECT current_setting('server_version') AS postgres,
                   coalesce((SELECT extversion FROM pg_extension WHERE extname = 'pgmq'),
                     obj_description(to_regnamespace('pgmq')::oid, 'pg_namespace'), 'of unknown version') AS pgmq,
                   current_setting('fsync') AS fsync,
                   current_setting('synchronous_commit') AS synchronous_commit,
                   current_setting('shared_buffers') AS shared_buffers,
                   current_setting('max_wal_size') AS max_wal_size
            """;

    private Surroundings() {}

    /** The facts, by name, in the order in which they are told. */
    static Map<String, String> of(BenchClient client) throws Exception {
        Row server = client.rows(SERVER).get(0);
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("processors", String.valueOf(Runtime.getRuntime().availableProcessors()));
        facts.put("memory", memory());
        facts.put("os", property("os.name") + " " + property("os.version") + " " + property("os.arch"));
        facts.put("java", property("java.vm.name") + " " + property("java.version"));
        facts.put("vertx", vertx());
        facts.put(
                "taskwire",
                Optional.ofNullable(Surroundings.class.getPackage().getImplementationVersion())
                        .orElse("(not packaged)"));
        for (String name :
                new String[] {"postgres", "pgmq", "fsync", "synchronous_commit", "shared_buffers", "max_wal_size"}) {
            facts.put(name, server.getString(name));
        }
        return facts;
    }

    private static String memory() {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return Math.round(system.getTotalMemorySize() / 1e9) + " GB";
    }

    private static String property(String name) {
        return System.getProperty(name, "unknown");
    }

    private static String vertx() {
        try (InputStream version = Surroundings.class.getResourceAsStream("/META-INF/vertx/vertx-version.txt")) {
            return version == null ? "unknown" : new String(version.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
