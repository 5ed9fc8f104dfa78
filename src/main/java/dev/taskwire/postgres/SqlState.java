package dev.taskwire.postgres;

import io.vertx.pgclient.PgException;
import java.util.Set;

/** What an error of Postgres means for the work that met it. */
public final class SqlState {
    private static final Set<String> ABOUT_DATA = Set.of("22", "23", "44", "54", "P0");

    private SqlState() {}

    /**
     * Whether the statement failed on what is in the data, so that it would fail again with the same data and might do
     * well without some of it: data exceptions (22), broken constraints (23, 44), values beyond a limit (54) and what a
     * trigger raised (P0).
     */
    public static boolean isAboutData(Throwable failure) {
        return failure instanceof PgException error
                && error.getSqlState() != null
                && ABOUT_DATA.contains(error.getSqlState().substring(0, 2));
    }
}
