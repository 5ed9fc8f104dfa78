package dev.taskwire.doctor;

import io.vertx.core.Future;

/** Which destinations, such as the mail provider, take nothing. */
final class DestinationsCheck implements Check {
    private static final String TROUBLE = """
            -- doctor.destinations
            SELECT CASE WHEN needs_mending THEN 'problem' ELSE 'warning' END AS verdict,
              format('%s has been closed since %s: %s', name, date_trunc('second', closed_at), reason) AS words,
              CASE WHEN needs_mending THEN 'mend key, sender or address in the configuration, and restart the processes'
                ELSE 'it is tried again by itself' END AS remedy
            FROM taskwire.destination
            ORDER BY name
            """;

    private static final String WELL = "every destination is open";

    private final Ground ground;

    DestinationsCheck(Ground ground) {
        this.ground = ground;
    }

    @Override
    public String name() {
        return "destinations";
    }

    @Override
    public Future<Finding> look() {
        return Question.of(TROUBLE, WELL).ask(ground.pool());
    }
}
