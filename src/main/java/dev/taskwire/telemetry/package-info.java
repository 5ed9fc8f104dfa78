/**
 * What can be seen of the work: logs, counts and traces, all as listeners of the worker, and what stands in the database for
 * all processes.
 *
 * <p>What always holds: nothing here changes what happens, a message's payload is never written to a log or a span, and where
 * no traces are wanted, nothing of OpenTelemetry is started. Counters begin at nought with the process, labels come from a
 * bounded list of names, and what is asked of the database is asked once for all, once a second at the most; whoever reads the
 * metrics does not wait for it where it is away.
 *
 * <p>Internal: no part of the public API, and may change at any time.
 */
@NullMarked
@CheckReturnValue
package dev.taskwire.telemetry;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
