package dev.taskwire.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Whether a login may migrate: it has the rights of whoever owns schema taskwire, or may make it. */
final class Authority {
    private static final String QUESTION = """
            -- migrate.authority
            SELECT current_user AS login,
                   CASE WHEN schema.oid IS NULL THEN has_database_privilege(current_database(), 'CREATE')
                        ELSE pg_has_role(schema.nspowner, 'USAGE') END AS may_migrate,
                   schema.oid IS NOT NULL AND has_schema_privilege(schema.oid, 'USAGE') AS may_look
            FROM (SELECT 'taskwire' AS name) AS wanted
            LEFT JOIN pg_namespace AS schema ON schema.nspname = wanted.name
            """;

    private final Connection connection;

    Authority(Connection connection) {
        this.connection = connection;
    }

    /**
     * The name of a login that may not migrate, but look whether it is done; empty where it may.
     *
     * @throws MigrationException if it may do neither
     */
    String refused() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(QUESTION)) {
            row.next();
            if (row.getBoolean("may_migrate")) {
                return "";
            }
            String login = row.getString("login");
            if (row.getBoolean("may_look")) {
                return login;
            }
            throw new MigrationException(login + " may do nothing with schema taskwire here: run"
                    + " `java -jar taskwire.jar migrate --roles` as a login that may, and then GRANT taskwire_worker TO "
                    + login);
        }
    }
}
