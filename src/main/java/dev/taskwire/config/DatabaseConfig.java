package dev.taskwire.config;

import java.time.Duration;

/**
 * Where Postgres is and how it is used.
 *
 * @param url the database, {@code postgres://user:password@host:port/database}
 * @param listenUrl the same database on a way that allows LISTEN
 * @param tablesSchema the schema of the tables that users query
 * @param poolSize connections for work, beside the one that listens
 * @param connectTimeout how long to wait for a connection of the pool
 * @param statementTimeout how long one statement may take
 */
public record DatabaseConfig(
        Secret url,
        Secret listenUrl,
        String tablesSchema,
        int poolSize,
        Duration connectTimeout,
        Duration statementTimeout) {

    static DatabaseConfig from(ConfigSection section) {
        Secret url = section.secret("url").orElseGet(() -> missingUrl(section));
        return new DatabaseConfig(
                url,
                section.secret("listen_url").orElse(url),
                section.matching(
                        "tables_schema",
                        "public",
                        "[a-z_][a-z0-9_]{0,62}",
                        "a schema name in lower case letters, digits and underscores"),
                section.wholeNumber("pool_size", 8, 1, 500),
                section.duration(
                        "connect_timeout", Duration.ofSeconds(5), Duration.ofMillis(100), Duration.ofMinutes(1)),
                section.duration(
                        "statement_timeout", Duration.ofSeconds(20), Duration.ofSeconds(1), Duration.ofMinutes(10)));
    }

    private static Secret missingUrl(ConfigSection section) {
        section.problem("url", "missing; set DATABASE_URL to postgres://user:password@host:5432/database");
        return new Secret("");
    }
}
