package dev.taskwire.bench;

import dev.taskwire.config.ConfigFile;
import dev.taskwire.config.TaskwireConfig;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the user chose.
 *
 * @param databaseUrl a database that holds nothing
 * @param configFile a configuration file; where none is named, the usual place is looked at
 * @param environment the variables of the process
 * @param workloads the names of those to run, in this order; empty for all
 * @param sizes how much of each
 * @param json whether the report is one JSON object
 */
public record BenchSettings(
        String databaseUrl,
        Optional<Path> configFile,
        Map<String, String> environment,
        List<String> workloads,
        Sizes sizes,
        boolean json) {

    /** The user's configuration on the bench's database, with some variables on top of it. */
    TaskwireConfig config(Map<String, String> variables) {
        Map<String, String> all = new HashMap<>(environment);
        all.put("DATABASE_URL", databaseUrl);
        all.put("LISTEN_URL", databaseUrl);
        all.put("TASKWIRE_HTTP_PORT", "0");
        // The bench has migrated, once for all of its engines.
        all.put("TASKWIRE_MIGRATE_ON_START", "false");
        // So that the notifications have their workers too; where mails are sent, they have an endpoint of the bench's.
        all.put("SENDGRID_API_KEY", "SG.bench");
        all.put("SENDGRID_BASE_URL", "http://127.0.0.1:9");
        all.putAll(variables);
        return ConfigFile.load(configFile, all);
    }
}
