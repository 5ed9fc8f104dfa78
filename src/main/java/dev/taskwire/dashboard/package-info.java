/**
 * What the dashboard shows that no other part keeps: the figures of now, the history of a week, the tail of the activity log
 * and what this process is made of.
 *
 * <p>What always holds: what several people watch is asked once a process, and not at all while nobody watches, but for one
 * statement every ten seconds that writes the history down. Nothing here is needed for the work to go on: where the database
 * is away, followers are told so instead of figures, and the history of that time is lost. Looking takes a small part of the
 * database's time: where it takes longer than it should, it is done less often.
 *
 * <p>Internal: no part of the public API, and may change at any time.
 */
@NullMarked
@CheckReturnValue
package dev.taskwire.dashboard;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
