/**
 * The configuration: read from a YAML file and the environment, checked as a whole, handed out as one record per
 * consumer.
 *
 * <p>What always holds: a {@link dev.taskwire.config.TaskwireConfig} that exists is valid. Every problem of a file is
 * reported at once, by key and with what was expected, and nothing is replaced silently.
 *
 * <p>Internal: no part of the public API, and may change at any time.
 */
@NullMarked
@CheckReturnValue
package dev.taskwire.config;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
