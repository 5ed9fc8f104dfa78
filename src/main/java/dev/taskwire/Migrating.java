package dev.taskwire;

import dev.taskwire.config.DatabaseConfig;
import dev.taskwire.postgres.Migrator;
import java.util.List;

/** The one place of the library that needs Flyway: loaded only where it is there. */
final class Migrating {
    private Migrating() {}

    /** Migrates, or only checks where the login may not; keeps the names that an application may have given. Blocks. */
    static List<String> run(DatabaseConfig database) throws Exception {
        return Migrator.asInstalled(database).migrateOrCheck();
    }
}
