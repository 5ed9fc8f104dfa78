package dev.taskwire.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** The roles owner, worker, reader and producer, with their rights in one database. Everything here blocks. */
final class DatabaseRoles {
    private static final String LOCK_NOT_AVAILABLE = "55P03";

    private static final String IS_THERE = "SELECT to_regproc('taskwire.role_changes') IS NOT NULL";
    private static final String USED = "SELECT taskwire.uses_roles()";

    private static final String CHANGES = """
            -- roles.changes
            SELECT one FROM taskwire.excess_rights() AS one UNION ALL SELECT one FROM taskwire.role_changes() AS one
            """;

    private final Connection connection;

    DatabaseRoles(Connection connection) {
        this.connection = connection;
    }

    /** The statements that are still to be run, in order. */
    List<String> changes() throws SQLException {
        if (!holds(IS_THERE)) {
            throw new MigrationException("the roles are made for a database that is migrated: run"
                    + " `java -jar taskwire.jar migrate` first");
        }
        return lines(CHANGES);
    }

    /**
     * Makes the roles and gives them their rights, all of it or nothing.
     *
     * @throws MigrationException if this login may not do all of it; the message has the statements
     */
    void grant() throws SQLException {
        List<String> needed = changes();
        connection.setAutoCommit(false);
        try {
            if (!lines("SELECT taskwire.grant_roles()").isEmpty()) {
                throw new MigrationException(
                        "this login may not make the roles or not give them all rights, and nothing"
                                + " was changed; let an administrator of this database run this:\n" + script(needed));
            }
            connection.commit();
        } catch (SQLException failure) {
            if (!LOCK_NOT_AVAILABLE.equals(failure.getSQLState())) {
                throw failure;
            }
            throw new MigrationException("another session holds a table that the roles need: try again", failure);
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    /** After a migration: what came with it, where the roles are used. Answers what could not be done, as a sentence or empty. */
    String renew() throws SQLException {
        try {
            int left = lines("SELECT taskwire.grant_roles(" + holds(USED) + ")").size();
            return left == 0
                    ? ""
                    : left + " rights of the roles could not be given or taken by this login: see"
                            + " `java -jar taskwire.jar migrate --roles --print-sql`";
        } catch (SQLException failure) {
            if (!LOCK_NOT_AVAILABLE.equals(failure.getSQLState())) {
                throw failure;
            }
            return "the roles' rights were not renewed, since another session holds a table: migrate again";
        }
    }

    static String script(List<String> statements) {
        return String.join(";\n", statements) + ";";
    }

    private boolean holds(String question) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(question)) {
            return row.next() && row.getBoolean(1);
        }
    }

    private List<String> lines(String query) throws SQLException {
        List<String> lines = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                lines.add(rows.getString(1));
            }
        }
        return lines;
    }
}
