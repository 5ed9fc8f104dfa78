package dev.taskwire.notification;

import io.vertx.core.json.JsonObject;

/** What a mail says. */
sealed interface MailContent {
    /**
     * Words that are ready to be read.
     *
     * @param subject one line without control characters, 200 code points at most
     * @param text the same words as the HTML, plain
     */
    record Rendered(String subject, String text, String html) implements MailContent {}

    /**
     * Words that the provider keeps.
     *
     * @param id of a dynamic template of SendGrid's
     * @param data what fills it
     */
    record Template(String id, JsonObject data) implements MailContent {}
}
