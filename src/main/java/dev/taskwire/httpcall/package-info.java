/**
 * Calls of HTTP endpoints that rows of queues ask for.
 *
 * <pre>
 *   HttpCall ─▶ HttpCaller ─▶ CallTime ─▶ Answer
 *                 │             ├ WebAddress       the URL, strictly
 *                 │             ├ CallHeaders      the user's, ours, the signature
 *                 │             ├ CheckedAddresses ─▶ HostResolver, AddressGuard
 *                 │             ├ CallConnections  to the very addresses
 *                 │             └ AnswerReader     no more of an answer than is wanted
 *                 └ CallSlots   how many at once
 * </pre>
 *
 * <p>What always holds: a connection goes to an address that was checked, since the address itself is connected to and its
 * name is not asked for again. Where one address of a name may not be reached, none is. Redirects are answers. A call ends
 * with its time, whatever the other end does, and what it held is free then. A secret stands in what is sent and nowhere
 * else: where an answer or a reason repeats one, it is struck out.
 */
@NullMarked
@CheckReturnValue
package dev.taskwire.httpcall;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
