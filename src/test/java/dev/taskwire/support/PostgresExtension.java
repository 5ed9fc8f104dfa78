package dev.taskwire.support;

import dev.taskwire.config.TaskwireConfig;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Gives a test class a database of its own: {@code @RegisterExtension static final PostgresExtension POSTGRES}. In a
 * field that is not static, it gives one to each test.
 */
public final class PostgresExtension
        implements BeforeAllCallback, AfterAllCallback, BeforeEachCallback, AfterEachCallback, ExecutionCondition {
    private final boolean migrated;
    private boolean perClass;
    private @Nullable TestDatabase database;

    private PostgresExtension(boolean migrated) {
        this.migrated = migrated;
    }

    /** A database as {@code migrate} leaves it. */
    public static PostgresExtension migrated() {
        return new PostgresExtension(true);
    }

    /** A database with nothing in it, pgmq included. */
    public static PostgresExtension empty() {
        return new PostgresExtension(false);
    }

    public TestDatabase database() {
        if (database == null) {
            throw new IllegalStateException("the database is there from beforeAll to afterAll");
        }
        return database;
    }

    /** The configuration for this database; {@code environment} is pairs of variable and value. */
    public TaskwireConfig config(String... environment) {
        Map<String, String> variables = new HashMap<>(Map.of(
                "DATABASE_URL", database().url(),
                "TASKWIRE_HTTP_PORT", "0",
                "TASKWIRE_DATABASE_POOL_SIZE", "4"));
        for (int i = 0; i < environment.length; i += 2) {
            variables.put(environment[i], environment[i + 1]);
        }
        return TaskwireConfig.from(Map.of(), variables);
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        String reason = TestServer.unavailable();
        return reason.isEmpty()
                ? ConditionEvaluationResult.enabled("a server can be had")
                : ConditionEvaluationResult.disabled(reason);
    }

    @Override
    public void beforeAll(ExtensionContext context) throws SQLException {
        perClass = true;
        database = TestServer.get().createDatabase(migrated);
    }

    @Override
    public void afterAll(ExtensionContext context) throws SQLException {
        TestServer.get().dropDatabase(database());
    }

    @Override
    public void beforeEach(ExtensionContext context) throws SQLException {
        if (!perClass) {
            database = TestServer.get().createDatabase(migrated);
        }
    }

    @Override
    public void afterEach(ExtensionContext context) throws SQLException {
        if (!perClass) {
            TestServer.get().dropDatabase(database());
        }
    }
}
