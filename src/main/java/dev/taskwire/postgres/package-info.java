/**
 * Postgres itself: connections, the one that listens, migrations, the installation of pgmq.
 *
 * <p>What always holds: no future of this package waits for ever. A pooled connection that falls silent is closed after
 * the statement timeout and a margin; the listening connection is asked for a sign of life at every heartbeat. JDBC
 * blocks and is used for migrations alone, never on an event loop.
 *
 * <p>Internal: no part of the public API, and may change at any time.
 */
@NullMarked
@CheckReturnValue
package dev.taskwire.postgres;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
