/**
 * Notifications: who gets one, what it says, and its way to the reader by e-mail and as an in-app row.
 *
 * <p>What always holds: what a user wrote reaches a mail as text, never as markup, a header or a recipient. The
 * in-app row's id is the message's event id, so it is there once however often the message is delivered.
 */
@NullMarked
@CheckReturnValue
package dev.taskwire.notification;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
