/**
 * Messages on pgmq queues: reading, settling, counting.
 *
 * <p>Words. A <em>queue</em> is pgmq's; a <em>message</em> is one row of it; a <em>delivery</em> is one read of a
 * message, counted by pgmq; a <em>lease</em> is the time in which a message that was read is invisible to others; a
 * <em>dead letter</em> is a message that was given up; its row in job_failures is a <em>failure</em>; to <em>redrive</em> it
 * is to send it back as a new message.
 *
 * <p>What always holds: a message is settled only by the delivery that holds it. The pair of message id and number of
 * deliveries is the fence: whoever comes with an older pair changes nothing and is told so.
 *
 * <p>Internal: no part of the public API, and may change at any time.
 */
@NullMarked
@CheckReturnValue
package dev.taskwire.queue;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
