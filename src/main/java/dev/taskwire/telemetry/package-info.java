/**
 * What can be seen of the work: logs and counts, all as listeners of the worker, and what stands in the database for all
 * processes.
 *
 * <p>What always holds: nothing here changes what happens, and a message's payload is never written to a log.
 */
@NullMarked
@CheckReturnValue
package dev.taskwire.telemetry;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
