/**
 * Moves messages about changed rows into the activity log.
 *
 * <p>What always holds: the log row and the end of its message are one statement, and the row's id is the message's
 * event id, so each change is in the log exactly once whatever dies in between. The whole batch goes in one statement;
 * when that fails, the messages are leased and moved one by one, so that a bad one stays behind alone.
 *
 * <p>Internal: no part of the public API, and may change at any time.
 */
@NullMarked
@CheckReturnValue
package dev.taskwire.activity;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
