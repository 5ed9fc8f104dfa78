/**
 * Taskwire as a library: {@link dev.taskwire.Taskwire} works on queues of the user's own and sends to them. What is public
 * here is the whole of the public API; every other package is internal and may change at any time. The same package wires the
 * application, of which nothing is public.
 *
 * <p>What always holds: a handler is called by the one worker loop there is, that of package {@code worker}; times are
 * {@link java.time.Duration}s and {@link java.time.Instant}s; what takes time answers a {@link io.vertx.core.Future}.
 */
@NullMarked
@CheckReturnValue
package dev.taskwire;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
