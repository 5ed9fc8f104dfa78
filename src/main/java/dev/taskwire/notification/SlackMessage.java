package dev.taskwire.notification;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * What Slack is told, within its limits.
 *
 * @param text one line, escaped: what a phone shows of it, and where there are no blocks all there is
 * @param blocks as Slack has them; may be empty
 */
record SlackMessage(String text, JsonArray blocks) {
    static final int BLOCKS_MOST = 50;

    /** A line without blocks. */
    static SlackMessage of(String text) {
        return new SlackMessage(SlackText.plain(text, SlackText.LONGEST), new JsonArray());
    }

    SlackMessage with(JsonArray others) {
        return new SlackMessage(text, others);
    }

    JsonObject toJson() {
        // Nobody's text makes Slack fetch a page to show it.
        JsonObject body = new JsonObject().put("text", text).put("unfurl_links", false);
        body.put("unfurl_media", false);
        return blocks.isEmpty() ? body : body.put("blocks", blocks);
    }
}
