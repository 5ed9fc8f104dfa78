/**
 * HTTP-call queues: jobs come in by messages, and become calls.
 *
 * <pre>
 *   HttpCallTurn ─▶ CallDesk ─▶ CallTable   what ended is told, and calls are given, in one statement
 *                      ├ Presence           this process is alive, and its permits are good
 *                      ├ News               what is to be told
 *                      └ OpenCalls ─▶ CallMaker ─▶ JobCall, HttpCaller, Verdict
 *                          └ Relays         begin with the permit of a call that ended here
 *
 *   HttpCall ─▶ HttpCaller ─▶ Answer
 *                 ├ WebAddress    the URL, strictly
 *                 ├ CallHeaders   the user's, ours, the signature
 *                 ├ HostResolver  the addresses of a name, asked for once
 *                 ├ AddressGuard  which of them may be reached
 *                 ├ AnswerReader  no more of an answer than is wanted
 *                 └ CallSlots     how many at once
 *
 *   HttpQueues, HttpJobs, HttpFlows   what the API, the command line and the dashboard show and change
 * </pre>
 *
 * <p>What always holds: no call without a permit, and what came of it counts only while the permit is held. A connection goes to
 * an address that was checked, since the address itself is connected to and its name is not asked for again. Where one
 * address of a name may not be reached, none is. Redirects are answers. A call ends with its time, whatever the other end
 * does, and what it held is free then. A secret stands in what is sent and nowhere else: where an answer or a reason repeats
 * one, it is struck out.
 *
 * <p>Internal: no part of the public API, and may change at any time.
 */
@NullMarked
@CheckReturnValue
package dev.taskwire.httpcall;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
