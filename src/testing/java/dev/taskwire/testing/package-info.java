/**
 * Tests of handlers and of what sends to them, on a real Postgres: {@link dev.taskwire.testing.TaskwireExtension} is the way in.
 * What is public here is part of the public API; it comes in a jar of its own, with the classifier {@code testing}.
 *
 * <p>What always holds: messages are worked on by the same worker as in production, and only when a test says so; each test class
 * has a database of its own, copied from a template that was migrated once; nothing sleeps for a fixed time.
 */
@NullMarked
package dev.taskwire.testing;

import org.jspecify.annotations.NullMarked;
