/**
 * Schedules: when each is due, who fires it, and what became of each occurrence.
 *
 * <pre>
 *   Scheduler ── look ──▶ ScheduleTable: what is due, by the database's clock
 *             ── Round ─▶ which of it is fired, and which was missed (Timing, CatchUp)
 *             ── fire ──▶ ScheduleTable: rows and messages in one transaction, by whoever is first
 *             ── judge ─▶ AlarmBook: deadlines that passed without a success ──▶ Alarms
 *   FirePlanner ── plan ─▶ fire times worked out ahead, for pg_cron: the SQL function that it calls decides as Round does
 * </pre>
 *
 * <p>Words. A <em>schedule</em> says when a message is to be sent to which queue; a <em>fire time</em> is one such moment; an
 * <em>occurrence</em> is what came of it, a row in {@code taskwire.schedule_occurrences}. An occurrence is <em>missed</em>
 * if nothing ran at its time and it was not caught up with.
 *
 * <p>What always holds: an occurrence is fired once, however many processes run, since its row and its message are committed
 * together and the row is unique; pg_cron is one more of them. Nothing is due by any other clock than the database's. A schedule that cannot be understood
 * stops no other.
 *
 * <p>Internal: no part of the public API, and may change at any time.
 */
@NullMarked
@CheckReturnValue
package dev.taskwire.schedule;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
