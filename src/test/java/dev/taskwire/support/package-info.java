/**
 * A real Postgres for integration tests: embedded, in a container, or the one that {@code TASKWIRE_TEST_DATABASE_URL}
 * names.
 *
 * <p>What always holds: each test class has a database of its own, copied from a template that was migrated once, in a
 * time zone that is not UTC. A test in which a stand-in for SendGrid saw a body that SendGrid would not take fails,
 * whatever else it does.
 */
@NullMarked
package dev.taskwire.support;

import org.jspecify.annotations.NullMarked;
