/**
 * The command line: one class a command.
 *
 * <p>What always holds: exit code 0 means good, 1 failed, 2 wrong use; what went wrong is said in a sentence on standard
 * error, without a stack trace.
 *
 * <p>Internal: no part of the public API, and may change at any time.
 */
@NullMarked
@CheckReturnValue
package dev.taskwire.cli;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
