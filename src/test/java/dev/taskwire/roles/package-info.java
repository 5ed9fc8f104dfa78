/** The four roles in the database, tried: what each may do, and what it may not. */
@NullMarked
package dev.taskwire.roles;

import org.jspecify.annotations.NullMarked;
