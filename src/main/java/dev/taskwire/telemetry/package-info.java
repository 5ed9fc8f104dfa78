/**
 * What can be seen of the work: logs and counts, all as listeners of the worker, and what stands in the database for all
 * processes.
 *
 * <p>What always holds: nothing here changes what happens, and a message's payload is never written to a log. Counters begin
 * at nought with the process, labels come from a bounded list of names, and what is asked of the database is asked once for
 * all, once a second at the most; whoever reads the metrics does not wait for it where it is away.
 */
@NullMarked
@CheckReturnValue
package dev.taskwire.telemetry;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
