package dev.taskwire.queue;

import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * The text of a JSON value, or its beginning.
 *
 * @param text null where the column was NULL
 * @param length how many characters the whole has
 */
public record JsonExcerpt(@Nullable String text, int length) {
    /** Whether this is only the beginning. */
    public boolean isCut() {
        return text != null && text.codePointCount(0, text.length()) < length;
    }

    /**
     * Puts it under a key: as JSON, or where it is cut, or is more than a JSON library takes, as text under another key.
     * Such a value has no whole.
     */
    void putInto(JsonObject json, String key) {
        Object value = isCut() ? new Payload.Unreadable("cut") : Payload.of(text);
        if (value instanceof Payload.Unreadable) {
            json.put(key, null).put(key + "_text", text);
        } else {
            json.put(key, value);
        }
        json.put(key + "_cut", isCut());
    }
}
