package dev.taskwire.notification;

import io.pebbletemplates.pebble.PebbleEngine;
import io.pebbletemplates.pebble.template.PebbleTemplate;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.StringWriter;
import java.util.Map;
import java.util.Optional;

/**
 * One text object of a block, whose text is a template. In {@code mrkdwn} the template's own markup counts and none of what
 * variables hold; in {@code plain_text} none counts at all. May be used from any thread.
 */
final class SlackWords {
    private static final String MARKUP = "mrkdwn";
    private static final String PLAIN = "plain_text";

    private static final PebbleEngine PLAIN_ENGINE =
            engine().autoEscaping(false).build();
    private static final PebbleEngine MARKUP_ENGINE = engine().addEscapingStrategy("slack", SlackText::withoutMarkup)
            .defaultEscapingStrategy("slack")
            .autoEscaping(true)
            .build();

    private final String name;
    private final boolean hasMarkup;
    private final int longest;
    private final PebbleTemplate template;

    private SlackWords(String name, boolean hasMarkup, int longest, PebbleTemplate template) {
        this.name = name;
        this.hasMarkup = hasMarkup;
        this.longest = longest;
        this.template = template;
    }

    /**
     * Compiles one.
     *
     * @param name of the template, for words
     * @param object as it stands there
     * @throws BrokenTemplateException if it is no text object, or its text no template
     */
    static SlackWords compile(String name, JsonObject object, int longest) {
        Object type = object.getValue("type");
        if (!MARKUP.equals(type) && !PLAIN.equals(type)) {
            throw new BrokenTemplateException(name, "the type of a text is plain_text or mrkdwn, not " + type);
        }
        if (!(object.getValue("text") instanceof String text)) {
            throw new BrokenTemplateException(name, "a text object needs a text");
        }
        boolean hasMarkup = MARKUP.equals(type);
        try {
            PebbleEngine engine = hasMarkup ? MARKUP_ENGINE : PLAIN_ENGINE;
            return new SlackWords(name, hasMarkup, longest, engine.getLiteralTemplate(text));
        } catch (RuntimeException broken) {
            throw new BrokenTemplateException(name, broken);
        }
    }

    boolean hasMarkup() {
        return hasMarkup;
    }

    /** The text object; empty where nothing came out. */
    Optional<JsonObject> render(Map<String, Object> variables) {
        StringWriter written = new StringWriter();
        try {
            template.evaluate(written, variables);
        } catch (RuntimeException broken) {
            throw new BrokenTemplateException(name, broken);
        } catch (IOException impossible) {
            throw new IllegalStateException("a text in memory can be written", impossible);
        }
        String text = written.toString().strip();
        return text.isEmpty() ? Optional.empty() : Optional.of(hasMarkup ? marked(text) : plain(text));
    }

    private JsonObject marked(String text) {
        return new JsonObject()
                .put("type", MARKUP)
                .put("text", SlackText.cut(text, longest))
                .put("verbatim", true);
    }

    private JsonObject plain(String text) {
        return new JsonObject()
                .put("type", PLAIN)
                .put("text", SlackText.plain(text, longest))
                .put("emoji", false);
    }

    private static PebbleEngine.Builder engine() {
        return new PebbleEngine.Builder()
                .strictVariables(true)
                .newLineTrimming(false)
                .maxRenderedSize(1_000_000);
    }
}
