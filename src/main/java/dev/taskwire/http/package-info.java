/**
 * The HTTP server: for now, whether the process lives and whether it is ready.
 *
 * <p>What always holds: an answer never waits for the database longer than a second, and names nothing secret.
 */
@NullMarked
@CheckReturnValue
package dev.taskwire.http;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
