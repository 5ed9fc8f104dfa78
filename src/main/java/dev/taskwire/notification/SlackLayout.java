package dev.taskwire.notification;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The blocks of a type's message to Slack: JSON as Slack has it, read once, in which each text is a template. So nothing that a
 * variable holds can add a block or change one. What comes out empty is left out, what is too long is shortened. May be used
 * from any thread.
 */
final class SlackLayout {
    private static final int HEADER_LONGEST = 150;
    private static final int ELEMENTS_MOST = 10;

    private final List<Block> blocks;

    private SlackLayout(List<Block> blocks) {
        this.blocks = blocks;
    }

    /** What becomes one block, or none, or several. */
    private interface Block {
        List<JsonObject> render(Map<String, Object> variables);
    }

    /**
     * Reads one.
     *
     * @param name of the template, for words
     * @throws BrokenTemplateException in words that say what is wrong where
     */
    static SlackLayout parse(String name, String json) {
        JsonArray given;
        try {
            given = new JsonArray(json);
        } catch (DecodeException notJson) {
            throw new BrokenTemplateException(name, "it is no JSON array: " + notJson.getMessage());
        }
        List<Block> blocks = new ArrayList<>();
        for (int i = 0; i < given.size(); i++) {
            blocks.add(block(name + ", block " + (i + 1), object(name, given.getValue(i))));
        }
        return new SlackLayout(blocks);
    }

    /** What these variables make of it, {@value SlackMessage#BLOCKS_MOST} blocks at the most. */
    JsonArray render(Map<String, Object> variables) {
        Map<String, Object> given = new HashMap<>(variables);
        given.put(SlackFields.VARIABLE, SlackFields.of(variables));
        List<JsonObject> rendered = blocks.stream()
                .flatMap(block -> block.render(given).stream())
                .limit(SlackMessage.BLOCKS_MOST)
                .toList();
        return new JsonArray(new ArrayList<>(rendered));
    }

    private static Block block(String name, JsonObject given) {
        return switch (String.valueOf(given.getValue("type"))) {
            case "header" -> header(name, given);
            case "section" -> section(name, given);
            case "context" -> context(name, given);
            case "divider" -> variables -> List.of(new JsonObject().put("type", "divider"));
            default ->
                throw new BrokenTemplateException(
                        name,
                        "the type of a block is header, section, context or divider, not " + given.getValue("type"));
        };
    }

    private static Block header(String name, JsonObject given) {
        SlackWords words = SlackWords.compile(name, object(name, given.getValue("text")), HEADER_LONGEST);
        if (words.hasMarkup()) {
            throw new BrokenTemplateException(name, "the text of a header is plain_text");
        }
        return variables -> with("header", "text", words.render(variables).map(SlackLayout::onOneLine));
    }

    private static JsonObject onOneLine(JsonObject text) {
        return text.put("text", SingleLine.alone(text.getString("text"), HEADER_LONGEST));
    }

    private static Block section(String name, JsonObject given) {
        boolean hasFields = given.containsKey(SlackFields.VARIABLE);
        if (!hasFields || given.containsKey("text")) {
            SlackWords words = SlackWords.compile(name, object(name, given.getValue("text")), SlackText.LONGEST);
            Block text = variables -> with("section", "text", words.render(variables));
            return hasFields ? both(text, fields(name, given.getValue(SlackFields.VARIABLE))) : text;
        }
        return fields(name, given.getValue(SlackFields.VARIABLE));
    }

    private static Block fields(String name, @Nullable Object given) {
        if (SlackFields.VARIABLE.equals(given)) {
            return SlackFields::sections;
        }
        List<SlackWords> fields = several(name, given, SlackFields.FIELD_LONGEST);
        return variables -> with("section", SlackFields.VARIABLE, rendered(fields, variables));
    }

    private static Block both(Block first, Block second) {
        return variables -> Stream.concat(first.render(variables).stream(), second.render(variables).stream())
                .toList();
    }

    private static Block context(String name, JsonObject given) {
        List<SlackWords> elements = several(name, given.getValue("elements"), SlackText.LONGEST);
        return variables -> with("context", "elements", rendered(elements, variables));
    }

    private static List<SlackWords> several(String name, @Nullable Object given, int longest) {
        if (!(given instanceof JsonArray array) || array.isEmpty() || array.size() > ELEMENTS_MOST) {
            throw new BrokenTemplateException(name, "it needs an array of one to ten text objects");
        }
        return array.stream()
                .map(one -> SlackWords.compile(name, object(name, one), longest))
                .toList();
    }

    private static Optional<JsonArray> rendered(List<SlackWords> several, Map<String, Object> variables) {
        List<JsonObject> rendered = several.stream()
                .flatMap(words -> words.render(variables).stream())
                .toList();
        return rendered.isEmpty() ? Optional.empty() : Optional.of(new JsonArray(new ArrayList<>(rendered)));
    }

    private static List<JsonObject> with(String type, String key, Optional<?> content) {
        return content.map(some -> List.of(new JsonObject().put("type", type).put(key, some)))
                .orElse(List.of());
    }

    private static JsonObject object(String name, @Nullable Object value) {
        if (value instanceof JsonObject object) {
            return object;
        }
        throw new BrokenTemplateException(name, "there must be an object in place of " + value);
    }
}
