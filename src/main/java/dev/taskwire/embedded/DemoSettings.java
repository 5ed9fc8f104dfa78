package dev.taskwire.embedded;

import dev.taskwire.config.ConfigFile;
import dev.taskwire.config.TaskwireConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the user chose.
 *
 * @param server how the embedded server is started
 * @param configFile a configuration file; where none is named, the usual place is looked at
 * @param httpPort where Taskwire serves HTTP; 0 takes a free port
 * @param changesPerSecond how fast tasks change
 * @param runtime when the demo ends by itself; empty where Ctrl-C ends it
 * @param environment the variables of the process
 */
public record DemoSettings(
        EmbeddedServer.Settings server,
        Optional<Path> configFile,
        int httpPort,
        double changesPerSecond,
        Optional<Duration> runtime,
        Map<String, String> environment) {

    /** The user's configuration, with the demo's own database, mail endpoint and HTTP port in it. */
    TaskwireConfig config(String databaseUrl, MailStandIn mail) {
        Map<String, String> variables = new HashMap<>(environment);
        variables.put("DATABASE_URL", databaseUrl);
        variables.put("LISTEN_URL", databaseUrl);
        variables.put("SENDGRID_BASE_URL", mail.url());
        variables.put("SENDGRID_API_KEY", mail.key());
        variables.put("TASKWIRE_HTTP_PORT", String.valueOf(httpPort == 0 ? freePort() : httpPort));
        variables.put("TASKWIRE_MIGRATE_ON_START", "true");
        return ConfigFile.load(configFile, variables);
    }

    /** The port must be known before it is served, since the demo names it. */
    private static int freePort() {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        } catch (IOException none) {
            throw new UncheckedIOException("no port is free", none);
        }
    }
}
