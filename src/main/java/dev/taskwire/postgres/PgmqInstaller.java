package dev.taskwire.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that pgmq is there: used as it is where the server has it, created where the server can create it,
 * installed as plain SQL where it cannot. A plain install is recorded in the comment of pgmq's schema.
 */
final class PgmqInstaller {
    /** The oldest version whose messages have headers and whose send takes a time. */
    private static final String OLDEST = "1.5.0";

    private static final String RECORD = "pgmq %s, installed as plain SQL by Taskwire";
    private static final Pattern RECORDED = Pattern.compile("pgmq (\\S+), installed as plain SQL by Taskwire");

    private static final String INSPECT = """
            -- pgmq.inspect
            SELECT (SELECT extversion FROM pg_extension WHERE extname = 'pgmq') AS extension,
                   to_regclass('pgmq.meta') IS NOT NULL AS tables,
                   obj_description(to_regnamespace('pgmq')::oid, 'pg_namespace') AS comment,
                   EXISTS (SELECT FROM pg_available_extensions WHERE name = 'pgmq') AS available
            """;

    private final Connection connection;

    PgmqInstaller(Connection connection) {
        this.connection = connection;
    }

    /** Installs what is missing and says in a sentence what it found or did. */
    String install() throws SQLException {
        Found found = inspect();
        if (found.extension != null) {
            requireNotTooOld(found.extension);
            return "pgmq " + found.extension + " is there as an extension and is used as it is";
        }
        if (found.tables) {
            return found.recordedVersion().map(this::upgrade).orElse("pgmq is there as plain SQL and is used as it is");
        }
        return found.available ? createExtension() : installPlain();
    }

    /** Whether pgmq is there by a plain install of Taskwire's, which is then Taskwire's to take away. */
    boolean isOurs() throws SQLException {
        Found found = inspect();
        return found.extension == null && found.recordedVersion().isPresent();
    }

    private static void requireNotTooOld(String version) {
        if (PgmqVersion.of(version).compareTo(PgmqVersion.of(OLDEST)) < 0) {
            throw new MigrationException("pgmq " + version + " is too old, Taskwire needs " + OLDEST
                    + " or newer: run ALTER EXTENSION pgmq UPDATE");
        }
    }

    private String createExtension() {
        execute("CREATE EXTENSION pgmq", "ask for the extension pgmq to be created by a role that may");
        return "pgmq was created as an extension";
    }

    private String installPlain() {
        String version = PgmqExtension.version();
        String advice =
                "let a role that may create schemas run this, or have the extension pgmq installed on the server";
        execute(PgmqExtension.installScript() + recordScript(version), advice);
        return "pgmq " + version + " was installed as plain SQL, since the server lacks the extension";
    }

    private String upgrade(String from) {
        String to = PgmqExtension.version();
        if (PgmqVersion.of(from).compareTo(PgmqVersion.of(to)) >= 0) {
            return "pgmq " + from + " is there as plain SQL, installed by Taskwire";
        }
        String scripts = String.join("\n", PgmqUpgrade.scripts(from, to));
        execute(scripts + recordScript(to), "let the owner of schema pgmq run this");
        return "pgmq was upgraded from " + from + " to " + to + " as plain SQL";
    }

    private static String recordScript(String version) {
        return "\nCOMMENT ON SCHEMA pgmq IS '" + RECORD.formatted(version) + "';";
    }

    private Found inspect() throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(INSPECT);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return new Found(
                    row.getString("extension"),
                    row.getBoolean("tables"),
                    row.getString("comment"),
                    row.getBoolean("available"));
        }
    }

    private void execute(String script, String advice) {
        try (Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute(script);
            connection.commit();
            connection.setAutoCommit(true);
        } catch (SQLException failure) {
            throw new MigrationException(
                    "pgmq could not be installed (" + failure.getMessage() + "): " + advice, failure);
        }
    }

    private record Found(
            @Nullable String extension,
            boolean tables,
            @Nullable String comment,
            boolean available) {
        Optional<String> recordedVersion() {
            return Optional.ofNullable(comment)
                    .map(RECORDED::matcher)
                    .filter(Matcher::matches)
                    .map(matcher -> matcher.group(1));
        }
    }
}
