package dev.taskwire.support;

import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One database, for statements of tests. Each call has a connection of its own, as a user's session would. */
public final class TestDatabase {
    private final URI url;

    public TestDatabase(String url) {
        this.url = URI.create(url);
    }

    /** The URL that Taskwire is given. */
    public String url() {
        return url.toString();
    }

    /** Its URL through a relay that listens on a port of loopback, wherever the server itself is. */
    public String through(int relayPort) {
        return "postgres://" + url.getUserInfo() + "@127.0.0.1:" + relayPort + url.getPath();
    }

    public String name() {
        return url.getPath().substring(1);
    }

    /** A connection to be closed by the test, for transactions. */
    public Connection connect() throws SQLException {
        String[] user = url.getUserInfo().split(":", 2);
        return connectAs(user[0], user[1]);
    }

    /** A connection of another role. */
    public Connection connectAs(String user, String password) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://" + url.getHost() + ":" + url.getPort() + url.getPath(), user, password);
    }

    /** Runs statements, separated by semicolons, in one transaction. */
    public void execute(String statements) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(statements);
        }
    }

    /** Runs a statement with binds and answers how many rows it touched. */
    public int update(String statement, @Nullable Object... binds) throws SQLException {
        try (Connection connection = connect();
                PreparedStatement prepared = prepare(connection, statement, binds)) {
            return prepared.executeUpdate();
        }
    }

    /** The rows of a query, each by column name. */
    public List<Map<String, @Nullable Object>> rows(String query, @Nullable Object... binds) throws SQLException {
        try (Connection connection = connect();
                PreparedStatement prepared = prepare(connection, query, binds);
                ResultSet results = prepared.executeQuery()) {
            List<Map<String, @Nullable Object>> rows = new ArrayList<>();
            while (results.next()) {
                rows.add(row(results));
            }
            return rows;
        }
    }

    /** The one value of a query, as text; null where there is no row or the value is NULL. */
    public @Nullable String value(String query, @Nullable Object... binds) throws SQLException {
        return rows(query, binds).stream()
                .findFirst()
                .map(row -> row.values().iterator().next())
                .map(String::valueOf)
                .orElse(null);
    }

    /** The one number of a query, such as a count. */
    public long count(String query, @Nullable Object... binds) throws SQLException {
        String value = value(query, binds);
        return value == null ? 0 : Long.parseLong(value);
    }

    private static PreparedStatement prepare(Connection connection, String statement, @Nullable Object... binds)
            throws SQLException {
        PreparedStatement prepared = connection.prepareStatement(statement);
        for (int i = 0; i < binds.length; i++) {
            prepared.setObject(i + 1, binds[i]);
        }
        return prepared;
    }

    private static Map<String, @Nullable Object> row(ResultSet results) throws SQLException {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        for (int column = 1; column <= results.getMetaData().getColumnCount(); column++) {
            row.put(results.getMetaData().getColumnLabel(column), results.getObject(column));
        }
        return row;
    }
}
