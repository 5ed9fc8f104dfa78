package dev.taskwire.embedded;

import dev.taskwire.config.ConfigFile;
import dev.taskwire.config.TaskwireConfig;
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

    /** Why there can be no demo with these settings, as a sentence; empty where there can. */
    public Optional<String> obstacle() {
        return httpPort != 0 && !FreePort.isFree(httpPort)
                ? Optional.of("port " + httpPort + " is taken: name another one, or none to take any that is free")
                : server.obstacle();
    }

    /** The user's configuration, with the demo's own database, mail endpoint and HTTP port in it. */
    TaskwireConfig config(String databaseUrl, MailStandIn mail) {
        Map<String, String> variables = new HashMap<>(environment);
        variables.put("DATABASE_URL", databaseUrl);
        variables.put("LISTEN_URL", databaseUrl);
        variables.put("SENDGRID_BASE_URL", mail.url());
        variables.put("SENDGRID_API_KEY", mail.key());
        // Known before it is served, since the demo names it.
        variables.put("TASKWIRE_HTTP_PORT", String.valueOf(httpPort == 0 ? FreePort.any() : httpPort));
        variables.put("TASKWIRE_MIGRATE_ON_START", "true");
        return ConfigFile.load(configFile, variables);
    }
}
