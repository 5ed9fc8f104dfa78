package dev.taskwire.notification;

import io.vertx.core.json.JsonObject;

/** What a mail says. */
sealed interface MailContent {
    /**
     * Words that are ready.
     *
     * @param subject one line without control characters, 200 code points at most
     * @param text the same words as the HTML, plain
     */
    record Rendered(String subject, String text, String html) implements MailContent {}

    /**
     * Words that SendGrid puts together.
     *
     * @param id of its dynamic template
     * @param data what the template's variables stand for
     */
    record Template(String id, JsonObject data) implements MailContent {}
}
