package dev.taskwire.postgres;

/**
 * Statements that find rows by their keys in a table that was empty a moment ago and is large now. A plan that is kept
 * was made for the size of then, and a plan for an empty table reads the whole of it; so these are planned at each
 * execution, for a tenth of a millisecond and one round trip more. A line of the statement says so.
 */
final class PlannedEachTime {
    private static final String MARK = "-- planned each time\n";

    private PlannedEachTime() {}

    static boolean keepsPlan(String sql) {
        return !sql.contains(MARK);
    }
}
