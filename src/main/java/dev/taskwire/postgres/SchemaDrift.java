package dev.taskwire.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;

/**
 * In what a database differs from what this version would install. Names of scripts and functions.
 *
 * @param pending migrations that this version has and the database has not, or has in an older form
 * @param newer migrations that the database has and this version does not know
 * @param edited versioned migrations that were applied in another form
 * @param failed migrations that did not come to their end
 * @param missing functions that are gone
 * @param changed functions that read otherwise
 */
public record SchemaDrift(
        List<String> pending,
        List<String> newer,
        List<String> edited,
        List<String> failed,
        List<String> missing,
        List<String> changed) {

    private static final String FUNCTIONS = """
            -- drift.functions
            SELECT proname, prosrc FROM pg_proc WHERE pronamespace = to_regnamespace('taskwire')::oid
            """;

    static SchemaDrift of(List<MigrationInfo> migrations, Set<PackagedFunction> expected, Connection connection)
            throws SQLException {
        Map<String, Set<String>> present = functions(connection);
        Set<String> missing = new TreeSet<>();
        Set<String> changed = new TreeSet<>();
        for (PackagedFunction function : expected) {
            Set<String> bodies = present.get(function.name());
            if (bodies == null) {
                missing.add(function.name());
            } else if (!bodies.contains(function.body())) {
                changed.add(function.name());
            }
        }
        return new SchemaDrift(
                scripts(migrations, SchemaDrift::isPending),
                scripts(
                        migrations,
                        one -> one.getState() == MigrationState.FUTURE_SUCCESS
                                || one.getState() == MigrationState.MISSING_SUCCESS),
                scripts(
                        migrations,
                        one -> one.isVersioned()
                                && one.getState() == MigrationState.SUCCESS
                                && !one.isChecksumMatching()),
                scripts(migrations, one -> one.getState().isFailed()),
                List.copyOf(missing),
                List.copyOf(changed));
    }

    private static boolean isPending(MigrationInfo migration) {
        return switch (migration.getState()) {
            // Ignored: a newer one was applied without it.
            case PENDING, OUTDATED, IGNORED -> true;
            default -> false;
        };
    }

    private static List<String> scripts(List<MigrationInfo> migrations, Predicate<MigrationInfo> which) {
        List<String> scripts = new ArrayList<>();
        migrations.stream().filter(which).forEach(one -> scripts.add(one.getScript()));
        return List.copyOf(scripts);
    }

    private static Map<String, Set<String>> functions(Connection connection) throws SQLException {
        Map<String, Set<String>> functions = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(FUNCTIONS)) {
            while (rows.next()) {
                functions
                        .computeIfAbsent(rows.getString("proname"), name -> new HashSet<>())
                        .add(rows.getString("prosrc"));
            }
        }
        return functions;
    }
}
