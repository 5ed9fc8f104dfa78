/**
 * What is wrong with an installation, and what to do about it: one class a check, and the doctor that asks them all.
 *
 * <p>What always holds: nothing is changed. Transactions are read-only; the wake that is tried goes over a channel of its
 * own and carries no message; neither a mail nor a post to Slack is sent. Each check has a deadline, and one that fails
 * is a finding as well.
 *
 * <p>Internal: no part of the public API, and may change at any time.
 */
@NullMarked
@CheckReturnValue
package dev.taskwire.doctor;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
