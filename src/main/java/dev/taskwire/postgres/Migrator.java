package dev.taskwire.postgres;

import dev.taskwire.config.DatabaseConfig;
import dev.taskwire.config.QueuesConfig;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;

/** Brings a database to what this version needs. Everything here blocks. */
public final class Migrator {
    private static final String SCHEMA = "taskwire";

    /** One migration at a time in a database: pgmq's installation stands outside Flyway's own lock. */
    private static final String LOCK = "SELECT pg_advisory_lock(hashtext('taskwire.migrate'))";

    /** Partitions and columns that came since are watched as well, and a queue that was renamed is used. */
    private static final String REWATCH = "SELECT taskwire.rewatch()";

    private static final String LOCK_NOT_AVAILABLE = "55P03";

    private final DatabaseAddress address;
    private final Flyway flyway;

    public Migrator(DatabaseConfig database, QueuesConfig queues) {
        this(
                DatabaseAddress.parse(database.url()),
                Map.of(
                        "tables_schema", database.tablesSchema(),
                        "activity_log_queue", queues.activityLog().name(),
                        "notifications_queue", queues.notifications().name(),
                        "report_generation_queue", queues.reportGeneration().name(),
                        "cleanup_tasks_queue", queues.cleanupTasks().name(),
                        "http_calls_queue", queues.httpCalls().name()));
    }

    private Migrator(DatabaseAddress address, Map<String, String> names) {
        this.address = address;
        Properties properties = address.jdbcProperties();
        Map<String, String> jdbcProperties = new HashMap<>();
        properties.stringPropertyNames().forEach(name -> jdbcProperties.put(name, properties.getProperty(name)));
        flyway = Flyway.configure()
                .dataSource(address.jdbcUrl(), jdbcProperties.remove("user"), jdbcProperties.remove("password"))
                .jdbcProperties(jdbcProperties)
                .locations("classpath:taskwire/sql")
                .schemas(SCHEMA)
                .createSchemas(true)
                .loggers("slf4j")
                .placeholders(names)
                .load();
    }

    /**
     * For whoever has no names to give: those that the database has are kept, and where it has none they are the usual ones.
     *
     * @throws SQLException if the database cannot be reached
     */
    public static Migrator asInstalled(DatabaseConfig database) throws SQLException {
        DatabaseAddress address = DatabaseAddress.parse(database.url());
        try (Connection connection = connect(address)) {
            return new Migrator(address, new InstalledNames(connection, database.tablesSchema()).placeholders());
        }
    }

    /**
     * Migrates, if there is anything to do.
     *
     * @throws MigrationException if it cannot be done; the message says what to do
     * @throws SQLException if the database cannot be reached
     */
    public Migration migrate() throws SQLException {
        try (Connection connection = connect();
                Statement lock = connection.createStatement()) {
            lock.execute(LOCK);
            String pgmq = new PgmqInstaller(connection).install();
            int applied = flyway.migrate().migrationsExecuted;
            String left = rewatch(lock);
            return new Migration(pgmq, applied, version(), left, new DatabaseRoles(connection).renew());
        } catch (FlywayException failure) {
            throw new MigrationException(failure);
        }
    }

    /** Migrates, or only checks where this login may not. */
    public List<String> migrateOrCheck() throws SQLException {
        String login = loginWithoutAuthority();
        if (login.isEmpty()) {
            return migrate().sentences();
        }
        check();
        return List.of(login + " may not migrate, and nothing is left to migrate");
    }

    /**
     * Makes the roles in a database that is migrated, and gives them their rights.
     *
     * @throws MigrationException if this login may not; the message has the statements for somebody who may
     */
    public void grantRoles() throws SQLException {
        try (Connection connection = connect();
                Statement lock = connection.createStatement()) {
            lock.execute(LOCK);
            new DatabaseRoles(connection).grant();
        }
    }

    /** What {@link #grantRoles} would run, as a script; empty where nothing is left to do. */
    public String rolesScript() throws SQLException {
        try (Connection connection = connect()) {
            List<String> statements = new DatabaseRoles(connection).changes();
            return statements.isEmpty() ? "" : DatabaseRoles.script(statements);
        }
    }

    /**
     * Checks that nothing is left to migrate, for a role that may not.
     *
     * @throws MigrationException if there is, naming the command
     * @throws SQLException if the database cannot be reached
     */
    public void check() throws SQLException {
        connect().close();
        try {
            MigrationInfo[] pending = flyway.info().pending();
            if (pending.length > 0) {
                throw new MigrationException("the database lacks " + pending.length
                        + " migrations that this version needs: run `java -jar taskwire.jar migrate` as the owner of"
                        + " schema " + SCHEMA);
            }
        } catch (FlywayException failure) {
            throw new MigrationException(failure);
        }
    }

    private String loginWithoutAuthority() throws SQLException {
        try (Connection connection = connect()) {
            return new Authority(connection).refused();
        }
    }

    /**
     * Looks at what differs between the database and what this version would install, and changes nothing.
     *
     * @throws MigrationException if that cannot be seen
     * @throws SQLException if the database cannot be reached
     */
    public SchemaDrift drift() throws SQLException {
        try (Connection connection = connect()) {
            List<MigrationInfo> migrations = List.of(flyway.info().all());
            List<String> repeatable = migrations.stream()
                    .filter(MigrationInfo::isRepeatable)
                    .map(MigrationInfo::getScript)
                    .distinct()
                    .toList();
            Map<String, String> placeholders = flyway.getConfiguration().getPlaceholders();
            return SchemaDrift.of(migrations, PackagedFunction.of(repeatable, placeholders), connection);
        } catch (FlywayException failure) {
            throw new MigrationException(failure);
        }
    }

    private String version() {
        MigrationInfo current = flyway.info().current();
        return current == null ? "none" : String.valueOf(current.getVersion());
    }

    /** @throws MigrationException if it cannot be encrypted as asked: waiting mends nothing */
    Connection connect() throws SQLException {
        return connect(address);
    }

    private static Connection connect(DatabaseAddress address) throws SQLException {
        try {
            return DriverManager.getConnection(address.jdbcUrl(), address.jdbcProperties());
        } catch (SQLException failure) {
            Optional<String> advice = EncryptionTrouble.advice(failure);
            if (advice.isPresent()) {
                throw new MigrationException(advice.get());
            }
            throw failure;
        }
    }

    /** A table that another session holds is no reason to stay down: its triggers can wait for the next start. */
    private static String rewatch(Statement statement) throws SQLException {
        try {
            statement.execute(REWATCH);
            return "";
        } catch (SQLException failure) {
            if (!LOCK_NOT_AVAILABLE.equals(failure.getSQLState())) {
                throw failure;
            }
            return String.valueOf(failure.getMessage());
        }
    }

    /**
     * What a migration did.
     *
     * @param pgmq a sentence about pgmq
     * @param applied how many migrations were applied
     * @param version the version that the database has now
     * @param left what could not be done and can wait; empty where there is nothing
     * @param rights the same of the roles' rights
     */
    public record Migration(String pgmq, int applied, String version, String left, String rights) {
        /** All of it in sentences. */
        public List<String> sentences() {
            String migrations = applied == 0 ? "nothing to migrate" : applied + " migrations applied";
            return Stream.of(pgmq, migrations + ", the database is at version " + version, left, rights)
                    .filter(sentence -> !sentence.isEmpty())
                    .toList();
        }
    }
}
