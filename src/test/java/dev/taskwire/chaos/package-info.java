/**
 * Tests that break things on purpose: processes are killed and stopped, connections cut, Postgres restarted, messages
 * poisoned.
 *
 * <p>What always holds: a test asserts that its fault really happened, and how often; what must not be lost is listed in a
 * file outside of the database under test; each test prints its numbers in one line that begins with {@code chaos:}.
 * Those that take long are called {@code *ChaosIT} and run with {@code mvn verify -Pchaos}.
 */
@NullMarked
package dev.taskwire.chaos;

import org.jspecify.annotations.NullMarked;
