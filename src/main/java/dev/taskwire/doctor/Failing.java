package dev.taskwire.doctor;

import io.vertx.pgclient.PgException;
import java.util.Set;
import java.util.concurrent.TimeoutException;

/** What it means that a check could not look. */
final class Failing {
    /** No such schema, table, column or function. */
    private static final Set<String> MISSING = Set.of("3F000", "42P01", "42703", "42883");

    private static final String NOT_ALLOWED = "42501";
    private static final String CANCELLED = "57014";

    private Failing() {}

    static Finding of(Throwable failure) {
        if (failure instanceof PgException error) {
            return of(error);
        }
        return failure instanceof TimeoutException
                ? late()
                : Finding.problem("it could not be looked at: " + words(failure));
    }

    private static Finding of(PgException error) {
        String state = String.valueOf(error.getSqlState());
        if (MISSING.contains(state)) {
            return Finding.skipped("the schema is not that of this version (" + error.getErrorMessage() + ")");
        }
        if (isForbidden(error)) {
            return Finding.skipped("this role may not look (" + error.getErrorMessage() + ")");
        }
        return state.equals(CANCELLED)
                ? late()
                : Finding.problem("it could not be looked at: " + error.getErrorMessage());
    }

    static boolean isForbidden(Throwable failure) {
        return failure instanceof PgException error && NOT_ALLOWED.equals(error.getSqlState());
    }

    private static Finding late() {
        return Finding.problem(
                "there was no answer in time", "look for what keeps the server busy: SELECT * FROM pg_stat_activity");
    }

    /** One line, also where there is no message. */
    static String words(Throwable failure) {
        String message = failure.getMessage();
        return message == null || message.isBlank()
                ? failure.getClass().getSimpleName()
                : message.lines().findFirst().orElse("").strip();
    }
}
