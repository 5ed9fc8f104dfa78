package dev.taskwire.embedded;

import java.time.Instant;

/**
 * A change that a statement of the demo made, as Postgres returned it to the writer.
 *
 * @param at when the row was changed, before the commit
 */
record Change(PlannedChange plan, RowChange row, Instant at) {
    ChangeKind kind() {
        return plan.kind();
    }

    Person actor() {
        return plan.actor();
    }
}
