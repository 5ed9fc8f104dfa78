/**
 * How fast it is, measured on the user's own Postgres through the whole engine.
 *
 * <p>Words. A <em>workload</em> measures one thing in one or more <em>rounds</em>; a <em>system</em> is what is measured,
 * Taskwire or what it is compared with. The <em>ground</em> is what workloads stand on: the database, the engine and the
 * sizes.
 *
 * <p>What always holds: nothing is done to a database that holds anything of somebody else's, and what was made in it is
 * gone at the end, also after Ctrl-C; a comment on the schema {@code taskwire_bench} tells what a killed bench left. What
 * is compared takes turns, round by round, in one run on one server, and the median of the rounds counts. The bench's own
 * thread waits, no event loop does.
 *
 * <p>Internal: no part of the public API, and may change at any time.
 */
@NullMarked
@CheckReturnValue
package dev.taskwire.bench;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
