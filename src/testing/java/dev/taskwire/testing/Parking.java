package dev.taskwire.testing;

/** Where messages wait that are due much later. */
final class Parking {
    private static final int AT_ONCE = 1000;

    private static final String PROMOTE = """
            -- testing.promote
            SELECT taskwire.promote($1) AS promoted
            """;

    private Parking() {}

    /** Brings back to its queue whatever is due; who works would do so within half a minute. */
    static void promote(Database database) {
        int promoted;
        do {
            promoted = database.rows(PROMOTE, AT_ONCE).get(0).getInteger("promoted");
        } while (promoted == AT_ONCE);
    }
}
