package dev.taskwire.support;

import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Logins of a test's own that are members of Taskwire's roles, and the end of those roles, which are the whole server's. */
public final class RoleLogins {
    public static final List<String> ROLES = List.of("owner", "worker", "reader", "producer");

    private final PostgresExtension postgres;
    private final Map<String, Connection> connections = new HashMap<>();

    public RoleLogins(PostgresExtension postgres) {
        this.postgres = postgres;
    }

    /** One login for each role, named after it. */
    public void create() throws SQLException {
        for (String role : ROLES) {
            postgres.database()
                    .execute("CREATE ROLE " + name(role) + " LOGIN PASSWORD 'secret' IN ROLE taskwire_" + role);
        }
    }

    public static String name(String role) {
        return "test_" + role + "_" + ProcessHandle.current().pid();
    }

    public String url(String role) {
        URI url = URI.create(postgres.database().url());
        return "postgres://" + name(role) + ":secret@" + url.getHost() + ":" + url.getPort() + url.getPath();
    }

    /** Runs statements as a login that is a member of a role, and keeps nothing of what they did. */
    public void attempt(String role, String statements) throws SQLException {
        Connection connection = connection(role);
        try (Statement statement = connection.createStatement()) {
            statement.execute(statements);
        } finally {
            connection.rollback();
        }
    }

    private Connection connection(String role) throws SQLException {
        Connection open = connections.get(role);
        if (open != null) {
            return open;
        }
        Connection connection = postgres.database().connectAs(name(role), "secret");
        connection.setAutoCommit(false);
        connections.put(role, connection);
        return connection;
    }

    public void close() throws SQLException {
        for (Connection connection : connections.values()) {
            connection.close();
        }
    }

    /** Takes the logins and Taskwire's roles away; what they own in this database becomes the administrator's. */
    public void drop() throws SQLException {
        for (String role : ROLES) {
            postgres.database()
                    .execute("REASSIGN OWNED BY taskwire_" + role + " TO CURRENT_USER; DROP OWNED BY taskwire_" + role
                            + "; DROP OWNED BY " + name(role) + "; DROP ROLE IF EXISTS " + name(role)
                            + "; DROP ROLE taskwire_" + role);
        }
    }
}
