package dev.taskwire.postgres;

/** The database could not be brought to what this version needs; the message says what to do. */
public final class MigrationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MigrationException(String message) {
        super(message);
    }

    MigrationException(String message, Throwable cause) {
        super(message, cause);
    }

    MigrationException(Throwable cause) {
        super(String.valueOf(cause.getMessage()), cause);
    }
}
