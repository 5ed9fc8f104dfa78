/**
 * A Postgres that needs no installation, and the demonstration that runs on it.
 *
 * <p>What always holds: the server listens on loopback alone, has pgmq's own extension files, and writes with fsync
 * wherever its data is to last.
 */
@NullMarked
@CheckReturnValue
package dev.taskwire.embedded;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
