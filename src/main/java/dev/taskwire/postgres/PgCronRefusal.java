package dev.taskwire.postgres;

import java.sql.SQLException;

/** Why pg_cron cannot be had, and what to do about it. */
enum PgCronRefusal {
    NOT_INSTALLED(
            "the server has no pg_cron",
            "install it there (Debian: the package postgresql-NN-cron), then set"
                    + " shared_preload_libraries = 'pg_cron' and cron.database_name = '%1$s' in postgresql.conf and restart the server"),
    NOT_LOADED(
            "pg_cron is not loaded",
            "set shared_preload_libraries = 'pg_cron' (beside what is there) and"
                    + " cron.database_name = '%1$s' in postgresql.conf and restart the server"),
    WRONG_DATABASE(
            "pg_cron keeps its jobs in another database",
            "set cron.database_name = '%1$s' in postgresql.conf and"
                    + " restart the server, or have Taskwire in the database that pg_cron is for"),
    NOT_ALLOWED(
            "role %2$s may not use pg_cron",
            "let a superuser run in database %1$s: CREATE EXTENSION IF NOT EXISTS"
                    + " pg_cron; GRANT USAGE ON SCHEMA cron TO %2$s;"),
    NO_SUPERUSER(
            "pg_cron runs no jobs of superusers here",
            "run this as the role that owns schema taskwire, which should be"
                    + " none, or set cron.enable_superuser_jobs = on"),
    OTHER("pg_cron could not be set up", "see the server's log and pg_cron's documentation");

    private static final String INSUFFICIENT_PRIVILEGE = "42501";

    private final String sentence;
    private final String advice;

    PgCronRefusal(String sentence, String advice) {
        this.sentence = sentence;
        this.advice = advice;
    }

    /** By the words of pg_cron, whose messages are in English whatever the server's language. Not loaded, its settings are unknown. */
    static PgCronRefusal of(SQLException failure) {
        String message = String.valueOf(failure.getMessage());
        if (message.contains("shared_preload_libraries") || message.contains("\"cron.database_name\"")) {
            return NOT_LOADED;
        }
        if (message.contains("can only create extension in database")) {
            return WRONG_DATABASE;
        }
        if (message.contains("as superuser")) {
            return NO_SUPERUSER;
        }
        return INSUFFICIENT_PRIVILEGE.equals(failure.getSQLState()) ? NOT_ALLOWED : OTHER;
    }

    MigrationException inWords(String database, String role, SQLException failure) {
        return new MigrationException(sentence(database, role, firstLine(failure)), failure);
    }

    /** @param detail what else is known; empty where nothing is */
    MigrationException inWords(String database, String role, String detail) {
        return new MigrationException(sentence(database, role, detail));
    }

    private String sentence(String database, String role, String detail) {
        String known = detail.isEmpty() ? "" : " (" + detail + ")";
        return (sentence + "%3$s: " + advice).formatted(database, role, known);
    }

    private static String firstLine(SQLException failure) {
        return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
    }
}
