package dev.taskwire.embedded;

import io.vertx.sqlclient.Tuple;

/**
 * A change that is about to be tried; what it hits is Postgres's choice.
 *
 * @param actor who makes it
 * @param binds the values of the kind's statement
 * @param rolledBack whether its transaction ends with ROLLBACK
 */
record PlannedChange(ChangeKind kind, Person actor, Tuple binds, boolean rolledBack) {}
