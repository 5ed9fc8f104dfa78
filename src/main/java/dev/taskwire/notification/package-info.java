/**
 * Notifications: who gets one, what it says, and its ways to the reader: mail, in-app row, Slack, the log.
 *
 * <pre>
 *   messages ─▶ Received ─▶ Drafting ─────────────────────────▶ Draft ─▶ Ways ─┬▶ InAppWay  (first)
 *                           Repetitions  sent before, by dedup_key             ├▶ MailWay ─┬▶ Digests
 *                           Filling      who is told, and the variables        │           └▶ LedgeredMailer ─▶ Mailer
 *                           Preferences  by which channels                     ├▶ SlackWay        (Ledger, MailGate)
 *                           Composer     in which words                        └▶ LogWay
 * </pre>
 *
 * <p>What always holds: what a user wrote reaches a mail as text, never as markup, a header or a recipient. One message
 * tells one reader, and its event id is the key of whatever comes of it: the in-app row, the mail in the ledger, the post
 * to Slack, the entry of a digest are there once however often the message is delivered. A message that is bad, or whose
 * type's query is broken, holds up no other.
 *
 * <h2>The ledger</h2>
 *
 * <p>The provider knows no idempotency: whoever sends a mail twice has sent two. So each call is committed to {@code
 * taskwire.email_deliveries} before it is made, and its end is written there before the message has its outcome. What
 * always holds:
 *
 * <ol>
 *   <li>A further call of a mail is begun only where the call before it is known to have failed, or is counted as one of
 *       which nobody can say ({@code unknowns}). So a mail is at the provider at most {@code unknowns + 1} times, and
 *       every duplicate is one that the ledger calls unknown.
 *   <li>That the provider has the mail is believed whoever reports it, however late, and never taken back: from {@code
 *       accepted} on a state only moves to one of a higher rank ({@code taskwire.mail_rank}), by what the provider
 *       reports. Such a mail is never sent again.
 *   <li>Anything else is believed only of the last call. {@code call_id} is the fence, drawn for each call: the message's
 *       number of deliveries would not do, since a redriven message counts its deliveries from one, and two messages may
 *       carry the same event id.
 * </ol>
 *
 * <p>What the provider reports by its webhook ({@code MailEvents}) names a mail by its event id, not a call. So it settles
 * a mail whose last call is unknown, failed or under way by what became of an earlier one; the call that is under way ends
 * as any other, and counts its unknown, but does not lower the state. Reports come twice and in any order: the end is the
 * same, since the highest rank wins, and within a rank the latest report.
 *
 * <p>Two workers with the same mail: the second finds {@code sending}. As long as {@code call_until} lies ahead, the
 * first may still be at it, and the second waits that long; after that it takes over, counts an unknown and does what the
 * type's policy says. This rests on a promise that a call keeps without asking anybody: it writes nothing to the provider
 * after {@code mail.timeout}, counted on its own clock from before the ledger's statement, while {@code call_until} is
 * counted on the database's clock from within that statement, which is later. A process that was stopped (SIGSTOP, a
 * paused machine) looks at its clock again before it writes, finds the time over, and sends nothing. What remains is a
 * stop between that look and the write, some microseconds of code: that mail may then be there twice, and since whoever
 * took over has counted an unknown, the ledger says so. A mail whose first call was written before the stop is the
 * ordinary unknown.
 *
 * <p>A call is written down only when it can be made soon: there are about as many lines to the provider as connections
 * ({@code Lines}), and a mail that finds none free waits with nothing written. So the time of a call is the call's, also
 * where many mails wait and the provider is slow, and what a killed process leaves as {@code sending} is little more than
 * what it had called for.
 *
 * <p>Several mails may go in one call ({@code MailGroups}): each has its row, its fence and its answer. Where SendGrid
 * refuses a request because of some of them, the others go again within the same call and its time ({@code SendGridBatch}):
 * the request before is known to have failed.
 *
 * <p>Where a provider takes nothing at all, no call is begun for anybody ({@code MailGate}, {@code taskwire.destination}):
 * the ledger's statement asks whether it is open, and lets one call through to try it when it is time. What waits in hand
 * goes when that call comes back well; what waits longer leaves the queue, and comes back when it is open.
 *
 * <p>Where the end of a call cannot be written, its row stays {@code sending}. If its mail was accepted, the message is
 * done all the same: its mail is sent, and to keep it would only send it again. If then not even the message can be
 * settled, it comes back, and its mail counts as unknown.
 *
 * <p>Internal: no part of the public API, and may change at any time.
 */
@NullMarked
@CheckReturnValue
package dev.taskwire.notification;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
