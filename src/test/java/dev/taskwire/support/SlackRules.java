package dev.taskwire.support;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What Slack demands of a message to an incoming webhook, in our own words. One reads one body. */
final class SlackRules {
    private static final int BLOCKS_MOST = 50;
    private static final int SEVERAL_MOST = 10;
    private static final int HEADER_LONGEST = 150;
    private static final int TEXT_LONGEST = 3000;
    private static final int FIELD_LONGEST = 2000;

    /** Longer ones are allowed and shortened. */
    private static final int LINE_LONGEST = 4000;

    private static final Set<String> BODY = Set.of("text", "blocks", "unfurl_links", "unfurl_media");
    private static final Pattern UNESCAPED = Pattern.compile("[<>]|&(?!amp;|lt;|gt;)");

    private final List<String> broken = new ArrayList<>();

    private SlackRules() {}

    /** The rules that a body breaks, each as a sentence that begins with the field; none where it is right. */
    static List<String> brokenBy(JsonObject body) {
        SlackRules rules = new SlackRules();
        rules.checkBody(body);
        return List.copyOf(rules.broken);
    }

    private void checkBody(JsonObject body) {
        only("body", body, BODY);
        checkText("text", body.getValue("text"), LINE_LONGEST);
        checkEscapes("text", body.getValue("text"));
        Object blocks = body.getValue("blocks");
        if (blocks == null) {
            return;
        }
        List<?> several = list("blocks", blocks, BLOCKS_MOST);
        for (int i = 0; i < several.size(); i++) {
            checkBlock("blocks." + i, object(several.get(i)));
        }
    }

    private void checkBlock(String at, JsonObject block) {
        switch (block.getString("type", "")) {
            case "header" -> {
                only(at, block, Set.of("type", "text"));
                checkTextObject(at + ".text", block.getValue("text"), HEADER_LONGEST);
                require(
                        "plain_text".equals(object(block.getValue("text")).getString("type")),
                        at + ".text: a header is plain_text");
            }
            case "section" -> checkSection(at, block);
            case "context" -> {
                only(at, block, Set.of("type", "elements"));
                checkSeveral(at + ".elements", block.getValue("elements"), TEXT_LONGEST);
            }
            case "divider" -> only(at, block, Set.of("type"));
            default -> broken.add(at + ".type: there is no block " + block.getValue("type"));
        }
    }

    private void checkSection(String at, JsonObject block) {
        only(at, block, Set.of("type", "text", "fields"));
        require(block.containsKey("text") || block.containsKey("fields"), at + ": a section needs text or fields");
        if (block.containsKey("text")) {
            checkTextObject(at + ".text", block.getValue("text"), TEXT_LONGEST);
        }
        if (block.containsKey("fields")) {
            checkSeveral(at + ".fields", block.getValue("fields"), FIELD_LONGEST);
        }
    }

    private void checkSeveral(String at, @Nullable Object texts, int longest) {
        List<?> several = list(at, texts, SEVERAL_MOST);
        for (int i = 0; i < several.size(); i++) {
            checkTextObject(at + "." + i, several.get(i), longest);
        }
    }

    private void checkTextObject(String at, @Nullable Object value, int longest) {
        JsonObject text = object(value);
        checkText(at + ".text", text.getValue("text"), longest);
        switch (text.getString("type", "")) {
            case "plain_text" -> {
                only(at, text, Set.of("type", "text", "emoji"));
                require(text.getValue("emoji", true) instanceof Boolean, at + ".emoji: it is true or false");
                checkEscapes(at + ".text", text.getValue("text"));
            }
            case "mrkdwn" -> {
                only(at, text, Set.of("type", "text", "verbatim"));
                require(text.getValue("verbatim", true) instanceof Boolean, at + ".verbatim: it is true or false");
            }
            default -> broken.add(at + ".type: a text is plain_text or mrkdwn, not " + text.getValue("type"));
        }
    }

    private void checkText(String at, @Nullable Object value, int longest) {
        if (value instanceof String text) {
            require(!text.isBlank(), at + ": it is empty");
            require(text.length() <= longest, at + ": " + longest + " characters are the most, not " + text.length());
        } else {
            broken.add(at + ": it is no text");
        }
    }

    private void checkEscapes(String at, @Nullable Object value) {
        require(
                !(value instanceof String text) || !UNESCAPED.matcher(text).find(),
                at + ": one of &, < and > is not escaped");
    }

    private List<?> list(String at, @Nullable Object value, int most) {
        if (!(value instanceof JsonArray array)) {
            broken.add(at + ": it is no array");
            return List.of();
        }
        require(!array.isEmpty() && array.size() <= most, at + ": 1 to " + most + " are allowed, not " + array.size());
        return array.stream().toList();
    }

    private void only(String at, JsonObject object, Set<String> known) {
        object.fieldNames().stream()
                .filter(name -> !known.contains(name))
                .forEach(name -> broken.add(at + "." + name + ": there is no such field"));
    }

    /** What is no object is found by its fields that are missing. */
    private static JsonObject object(@Nullable Object value) {
        return value instanceof JsonObject object ? object : new JsonObject();
    }

    private void require(boolean condition, String sentence) {
        if (!condition) {
            broken.add(sentence);
        }
    }
}
