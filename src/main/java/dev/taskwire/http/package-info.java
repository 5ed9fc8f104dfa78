/**
 * The HTTP server: the API, who may do what, whether the process lives and is ready, and what the mail provider reports.
 *
 * <p>What always holds: an answer names nothing secret and waits for the database a bounded time, a second about health
 * and eight for the provider's events. What is wrong with a request is answered as a {@code Problem}. Nothing is done for a
 * request before its sender is known to have the right to it, beyond reading a body of bounded size within a bounded
 * time; how many are in hand is bounded too. The API is {@code openapi.yaml}: an
 * operation that is not in it is not served, and sees no request that is not what the contract says. The API has connections
 * to the database of its own.
 *
 * <p>Internal: no part of the public API, and may change at any time.
 */
@NullMarked
@CheckReturnValue
package dev.taskwire.http;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
