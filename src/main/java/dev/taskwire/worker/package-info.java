/**
 * The one worker loop: woken, it takes turns at its queue until the queue is empty.
 *
 * <pre>
 *             wake                  wake
 *   IDLE ───────────▶ DRAINING ───────────▶ DRAINING_AND_WOKEN
 *    ▲  ◀─────────────  │  ▲ ◀───────────────────┘
 *    │   turn came back │  │      turn came back: take another
 *    │   short          │  │
 *    └── PAUSING ◀──────┘  │ turn came back full: take another
 *        (turn failed)     └──────
 * </pre>
 *
 * <p>A notification, the poll, the listener's reconnect and the start all do the same: they wake the loop. A wake during
 * a turn is remembered, so that no message can be missed between a turn that found nothing and the wait that follows.
 *
 * <p>Words. An <em>outcome</em> is what came of an attempt: done, retry or reject. A message is <em>in hand</em> from its
 * read until its outcome is written. A delivery that ended without an outcome and without being given back by a stop is a
 * <em>crash</em>.
 *
 * <p>What always holds: delivery never depends on a wake, since the poll comes in any case. An instance lives on one
 * Vert.x context, so nothing here is locked. A turn is a {@link dev.taskwire.worker.Turn}: either read, handle and
 * settle, or a single statement that does all three.
 */
@NullMarked
@CheckReturnValue
package dev.taskwire.worker;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
