/**
 * A Postgres that needs no installation, and the demonstration that runs on it.
 *
 * <p>Words. The <em>stage</em> is what the demo stands on: the server, the stand-in for the mail provider and the
 * pipeline. The <em>inbox</em> is what that stand-in shows in a browser. A <em>run</em> is the changing and watching on it. <em>Evidence</em> is what tells one change from every
 * other, in what Postgres returned to the writer and in the log.
 *
 * <p>What always holds: the server listens on loopback alone, has pgmq's own extension files, and writes with fsync
 * wherever its data is to last. What the demo knows of its changes comes from its own transactions and from the mail
 * endpoint, never from the pipeline that it checks. A run lives on one Vert.x context; the main thread alone waits and
 * prints.
 *
 * <p>Internal: no part of the public API, and may change at any time.
 */
@NullMarked
@CheckReturnValue
package dev.taskwire.embedded;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
