package dev.taskwire.postgres;

import dev.taskwire.config.DatabaseConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Takes Taskwire out of a database, after it has said what is lost. Everything here blocks. */
public final class Uninstaller implements AutoCloseable {
    private static final String SCRIPT = "/taskwire/sql/uninstall/uninstall.sql";

    private static final String IS_INSTALLED =
            "SELECT to_regclass('taskwire.queue') IS NOT NULL AND to_regclass('taskwire.user_table') IS NOT NULL";

    /** What goes, in words and with numbers; a table that was there before Taskwire stays. */
    private static final String LOSSES = """
            -- uninstall.losses
            SELECT format('the watching of %s (%s)', relation, string_agg(kind, ', ' ORDER BY kind))
            FROM taskwire.watched_table
            GROUP BY relation
            UNION ALL
            SELECT format('table %s with %s rows', relation,
                          (xpath('/row/c/text()', query_to_xml(format('SELECT count(*) AS c FROM %s', relation), false, true, '')))[1])
            FROM taskwire.user_table
            WHERE NOT adopted
            UNION ALL
            SELECT format('queue %s with %s messages and %s archived ones', queue.name,
                          (xpath('/row/c/text()', query_to_xml(format('SELECT count(*) AS c FROM pgmq.%I', 'q_' || queue.name), false, true, '')))[1],
                          (xpath('/row/c/text()', query_to_xml(format('SELECT count(*) AS c FROM pgmq.%I', 'a_' || queue.name), false, true, '')))[1])
            FROM taskwire.queue
            JOIN pgmq.meta ON meta.queue_name = queue.name
            UNION ALL
            SELECT 'schema taskwire with everything in it'
            """;

    private static final String DEADLOCK = "40P01";
    private static final int ATTEMPTS = 5;

    private static final String QUEUES_LEFT = "SELECT count(*) FROM pgmq.meta";

    private final Connection connection;

    public Uninstaller(DatabaseConfig database) throws SQLException {
        DatabaseAddress address = DatabaseAddress.parse(database.url());
        connection = DriverManager.getConnection(address.jdbcUrl(), address.jdbcProperties());
    }

    /** What would be lost, a line each; nothing where Taskwire is not installed. */
    public List<String> losses() throws SQLException {
        List<String> losses = new ArrayList<>();
        try (Statement statement = connection.createStatement()) {
            if (!truth(statement, IS_INSTALLED)) {
                return losses;
            }
            try (ResultSet rows = statement.executeQuery(LOSSES)) {
                while (rows.next()) {
                    losses.add(rows.getString(1));
                }
            }
        }
        return losses;
    }

    /**
     * Takes it all away in one transaction and says what became of pgmq. Whoever still works here, such as pg_cron, may hold one
     * of the tables and want another; the transaction that Postgres then ends has changed nothing, and is tried again.
     */
    public String uninstall() throws SQLException {
        for (int attempt = 1; ; attempt++) {
            try {
                return attempt();
            } catch (SQLException failure) {
                connection.rollback();
                if (attempt == ATTEMPTS || !DEADLOCK.equals(failure.getSQLState())) {
                    throw failure;
                }
            }
        }
    }

    private String attempt() throws SQLException {
        connection.setAutoCommit(false);
        boolean ours = new PgmqInstaller(connection).isOurs();
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET LOCAL taskwire.drop_user_tables = 'on'; SET LOCAL taskwire.drop_queues = 'on'");
            statement.execute(script());
            String pgmq = removePgmq(statement, ours);
            connection.commit();
            return pgmq;
        }
    }

    private static String removePgmq(Statement statement, boolean ours) throws SQLException {
        if (!ours) {
            return "pgmq stays, Taskwire did not install it as plain SQL; DROP EXTENSION pgmq removes it";
        }
        try (ResultSet left = statement.executeQuery(QUEUES_LEFT)) {
            left.next();
            if (left.getLong(1) > 0) {
                return "pgmq stays: " + left.getLong(1) + " queues of others are in it";
            }
        }
        statement.execute("DROP SCHEMA pgmq CASCADE");
        return "pgmq is gone too, since Taskwire had installed it and no queue was left";
    }

    private static boolean truth(Statement statement, String query) throws SQLException {
        try (ResultSet row = statement.executeQuery(query)) {
            return row.next() && row.getBoolean(1);
        }
    }

    private static String script() {
        try (InputStream content = Uninstaller.class.getResourceAsStream(SCRIPT)) {
            return new String(Objects.requireNonNull(content).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new MigrationException(unreadable);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
