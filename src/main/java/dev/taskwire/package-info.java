/** Taskwire: update a Postgres row; the work happens. */
@NullMarked
@CheckReturnValue
package dev.taskwire;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
