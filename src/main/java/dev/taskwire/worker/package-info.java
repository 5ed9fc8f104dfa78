/**
 * The one worker loop. The workers of a queue in one process are a {@link dev.taskwire.worker.Crew}: it gives each wake to
 * one of them, which takes turns at the queue until a turn comes back short.
 *
 * <pre>
 *   ListenerVerticle ──event bus──▶ Crew ──▶ WorkerLoop ──▶ Turn
 *                                    │  ▲        │
 *                                    │  └─ idle ─┘
 *                 all are idle: Rest (next due, poll)
 *                 the queue is quiet: QuietLead, QuietWatch, Stragglers
 * </pre>
 *
 * <p>A notification, the poll, the listener's reconnect and the start all do the same: they make one worker look. A wake
 * that finds all of them at work is remembered, so that no message can be missed between a turn that found nothing and the
 * wait that follows. Why none is missed while writers wake nobody stands in {@code docs/architecture.md}.
 *
 * <p>Words. An <em>outcome</em> is what came of an attempt: done, retry or reject. A message is <em>in hand</em> from its
 * read until its outcome is written. A delivery that ended without an outcome and without being given back by a stop is a
 * <em>crash</em>.
 *
 * <p>What always holds: delivery never depends on a wake, since the poll comes in any case. An instance lives on one
 * Vert.x context, and so does its crew, so nothing here is locked. A turn is a {@link dev.taskwire.worker.Turn}: either
 * read, handle and settle, or a single statement that does all three.
 *
 * <p>Internal: no part of the public API, and may change at any time.
 */
@NullMarked
@CheckReturnValue
package dev.taskwire.worker;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
