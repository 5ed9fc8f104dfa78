package dev.taskwire.postgres;

import dev.taskwire.config.DatabaseConfig;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The job by which pg_cron fires schedules, one a database. It runs with the rights of the role that registers it. Everything
 * here blocks.
 */
public final class PgCronJob implements AutoCloseable {
    /** What it is called in cron.job. */
    public static final String NAME = "taskwire.fire_due_schedules";

    private static final String EACH_SECOND = "SELECT taskwire.fire_due_schedules()";
    private static final String EACH_MINUTE = "CALL taskwire.fire_due_schedules_for_a_minute()";

    private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+).*");

    private static final String INSPECT = """
            -- pg_cron.inspect
            SELECT (SELECT extversion FROM pg_extension WHERE extname = 'pg_cron') AS extension,
                   EXISTS (SELECT FROM pg_available_extensions WHERE name = 'pg_cron') AS available,
                   (SELECT setting FROM pg_settings WHERE name = 'cron.database_name') AS jobs_database,
                   current_database() AS database, current_user AS role,
                   -- taskwire_owner, which migrate --roles makes, cannot log in: its members act for it. A superuser is no such
                   -- member, since the functions' owner could have them do anything with his rights.
                   (SELECT CASE WHEN owner.rolname = 'taskwire_owner' AND pg_has_role(current_user, owner.oid, 'USAGE')
                                     AND NOT current_setting('is_superuser')::boolean
                                THEN current_user ELSE owner.rolname END
                    FROM pg_proc JOIN pg_roles AS owner ON owner.oid = pg_proc.proowner
                    WHERE pg_proc.oid = 'taskwire.fire_due_schedules()'::regprocedure) AS owner,
                   job.job_id, job.role_name
            FROM (VALUES (true)) AS always
            LEFT JOIN taskwire.pg_cron_job AS job ON true
            """;

    private static final String SCHEDULE = """
            -- pg_cron.schedule
            SELECT cron.schedule(?, ?, ?)
            """;

    private static final String RECORD = """
            -- pg_cron.record
            INSERT INTO taskwire.pg_cron_job (job_id, role_name, schedule) VALUES (?, current_user, ?)
            """;

    /** By its number: by its name, only its own role could do it. */
    private static final String UNSCHEDULE = """
            -- pg_cron.unschedule
            SELECT cron.unschedule(job.jobid) FROM cron.job
            WHERE job.jobid = ? AND job.jobname = 'taskwire.fire_due_schedules'
            """;

    private static final String FORGET = "DELETE FROM taskwire.pg_cron_job";
    private static final String FORGET_PLANS = """
            -- pg_cron.forget_plans
            WITH told AS (UPDATE taskwire.schedule SET unplanned_since = NULL WHERE unplanned_since IS NOT NULL)
            DELETE FROM taskwire.fire_plan
            """;

    private final Connection connection;

    public PgCronJob(DatabaseConfig database) throws SQLException {
        DatabaseAddress address = DatabaseAddress.parse(database.url());
        connection = DriverManager.getConnection(address.jdbcUrl(), address.jdbcProperties());
        connection.setAutoCommit(false);
    }

    /**
     * Registers it, or brings one that is there to what this version needs, and answers a sentence about it.
     *
     * @throws MigrationException if it cannot be done; the message says what to do
     */
    public String register() throws SQLException {
        Found found = inspect();
        requireOwner(found);
        String version = found.extension == null ? createExtension(found) : found.extension;
        if (found.jobsDatabase != null && !found.jobsDatabase.equals(found.database)) {
            throw PgCronRefusal.WRONG_DATABASE.inWords(found.database, found.role, found.jobsDatabase);
        }
        if (found.job != null && !found.role.equals(found.jobRole)) {
            unschedule(found);
        }
        boolean knowsSeconds = knowsSeconds(version);
        String schedule = knowsSeconds ? "1 second" : "* * * * *";
        long job = schedule(found, schedule, knowsSeconds ? EACH_SECOND : EACH_MINUTE);
        execute(FORGET);
        record(job, schedule);
        connection.commit();
        return "pg_cron " + version + " fires the schedules too, by its job " + job + " (" + NAME
                + "), with the rights of " + found.role + "; SELECT * FROM cron.job_run_details WHERE jobid = " + job
                + " shows its runs";
    }

    /**
     * Takes it away, if it is there, and answers a sentence about it.
     *
     * @throws MigrationException if the job is another role's
     */
    public String remove() throws SQLException {
        Found found = inspect();
        if (found.job != null && found.extension != null) {
            unschedule(found);
        }
        execute(FORGET);
        execute(FORGET_PLANS);
        connection.commit();
        return found.job == null
                ? "pg_cron fires no schedules here: nothing to take away"
                : "pg_cron fires the schedules no more, the processes do";
    }

    /** Who owns a function says what it does: nobody else's rights may be lent to it. */
    private static void requireOwner(Found found) {
        if (!found.role.equals(found.owner)) {
            throw new MigrationException("the job of pg_cron would run Taskwire's functions with the rights of role "
                    + found.role + ", and role " + found.owner + " owns them: run this as " + found.owner);
        }
    }

    private void unschedule(Found found) throws SQLException {
        boolean removed;
        try (PreparedStatement statement = connection.prepareStatement(UNSCHEDULE)) {
            statement.setObject(1, found.job);
            try (ResultSet row = statement.executeQuery()) {
                removed = row.next();
            }
        } catch (SQLException failure) {
            throw PgCronRefusal.of(failure).inWords(found.database, found.role, failure);
        }
        if (!removed && !found.role.equals(found.jobRole)) {
            throw new MigrationException("the job " + found.job + " of pg_cron belongs to role " + found.jobRole
                    + ": run `taskwire migrate --without-pg-cron` as that role, or empty the table taskwire.pg_cron_job"
                    + " where that job is gone");
        }
    }

    private String createExtension(Found found) throws SQLException {
        if (!found.available) {
            throw PgCronRefusal.NOT_INSTALLED.inWords(found.database, found.role, "");
        }
        try {
            execute("CREATE EXTENSION pg_cron");
        } catch (SQLException failure) {
            throw PgCronRefusal.of(failure).inWords(found.database, found.role, failure);
        }
        return String.valueOf(inspect().extension);
    }

    private long schedule(Found found, String schedule, String command) {
        try (PreparedStatement statement = connection.prepareStatement(SCHEDULE)) {
            statement.setString(1, NAME);
            statement.setString(2, schedule);
            statement.setString(3, command);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        } catch (SQLException failure) {
            throw PgCronRefusal.of(failure).inWords(found.database, found.role, failure);
        }
    }

    private void record(long job, String schedule) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(RECORD)) {
            statement.setLong(1, job);
            statement.setString(2, schedule);
            statement.executeUpdate();
        }
    }

    private Found inspect() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(INSPECT)) {
            row.next();
            return new Found(
                    row.getString("extension"),
                    row.getBoolean("available"),
                    row.getString("jobs_database"),
                    row.getString("database"),
                    row.getString("role"),
                    row.getString("owner"),
                    (Long) row.getObject("job_id"),
                    row.getString("role_name"));
        }
    }

    private void execute(String statement) throws SQLException {
        try (Statement executed = connection.createStatement()) {
            executed.execute(statement);
        }
    }

    /** Since 1.5. */
    static boolean knowsSeconds(String version) {
        Matcher matcher = VERSION.matcher(version);
        if (!matcher.matches()) {
            return false;
        }
        int major = Integer.parseInt(matcher.group(1));
        return major > 1 || (major == 1 && Integer.parseInt(matcher.group(2)) >= 5);
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    /**
     * How things stand.
     *
     * @param jobsDatabase where pg_cron keeps its jobs; null where this role may not know, or it is not loaded
     * @param owner of the functions
     * @param jobRole whose job it is
     */
    private record Found(
            @Nullable String extension,
            boolean available,
            @Nullable String jobsDatabase,
            String database,
            String role,
            String owner,
            @Nullable Long job,
            @Nullable String jobRole) {}
}
