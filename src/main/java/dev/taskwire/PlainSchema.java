package dev.taskwire;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Recognizes most payloads that conform to a schema of the usual keywords, without the validator: that is one method so large that
 * the JVM never compiles it, and takes longer than all else that is done for a message. What this does not recognize is the
 * validator's to judge, so it may err to one side only.
 */
final class PlainSchema {
    private static final Set<String> REMARKS = Set.of(
            "$schema",
            "$comment",
            "title",
            "description",
            "default",
            "examples",
            "deprecated",
            "readOnly",
            "writeOnly");
    private static final Set<String> UNDERSTOOD = Set.of(
            "type",
            "properties",
            "required",
            "additionalProperties",
            "items",
            "minItems",
            "maxItems",
            "minimum",
            "maximum",
            "minLength",
            "maxLength",
            "enum");

    private final JsonObject schema;
    private final Set<String> types;
    private final Set<String> choices;
    private final List<String> required;
    private final boolean closed;
    private final Map<String, PlainSchema> properties = new HashMap<>();
    private @Nullable PlainSchema items;

    private PlainSchema(JsonObject schema) {
        this.schema = schema;
        this.types = texts(schema.getValue("type"));
        this.choices = texts(schema.getJsonArray("enum", new JsonArray()));
        this.required = List.copyOf(texts(schema.getJsonArray("required", new JsonArray())));
        this.closed = Boolean.FALSE.equals(schema.getValue("additionalProperties"));
    }

    /** Empty where the schema has more than the usual keywords. */
    static Optional<PlainSchema> of(JsonObject schema) {
        if (!isPlain(schema)) {
            return Optional.empty();
        }
        PlainSchema plain = new PlainSchema(schema);
        for (String name : schema.getJsonObject("properties", new JsonObject()).fieldNames()) {
            Optional<PlainSchema> property =
                    of(schema.getJsonObject("properties").getValue(name));
            if (property.isEmpty()) {
                return Optional.empty();
            }
            plain.properties.put(name, property.get());
        }
        if (schema.containsKey("items")) {
            plain.items = of(schema.getValue("items")).orElse(null);
        }
        return schema.containsKey("items") && plain.items == null ? Optional.empty() : Optional.of(plain);
    }

    private static Optional<PlainSchema> of(@Nullable Object schema) {
        return schema instanceof JsonObject object ? of(object) : Optional.empty();
    }

    private static boolean isPlain(JsonObject schema) {
        boolean known = schema.fieldNames().stream().allMatch(key -> UNDERSTOOD.contains(key) || REMARKS.contains(key));
        return known
                && schema.getValue("additionalProperties", true) instanceof Boolean
                && schema.getValue("properties", new JsonObject()) instanceof JsonObject
                && schema.getValue("required", new JsonArray()) instanceof JsonArray
                && schema.getValue("enum", new JsonArray()) instanceof JsonArray choices
                && choices.stream().allMatch(String.class::isInstance);
    }

    private static Set<String> texts(@Nullable Object one) {
        Set<String> texts = new HashSet<>();
        if (one instanceof JsonArray several) {
            several.forEach(text -> texts.add(String.valueOf(text)));
        } else if (one != null) {
            texts.add(String.valueOf(one));
        }
        return texts;
    }

    /** Whether a value conforms for certain. */
    boolean conforms(@Nullable Object value) {
        if (schema.containsKey("enum") && !(value instanceof String choice && choices.contains(choice))) {
            return false;
        }
        if (value instanceof String text) {
            return isOf("string") && isLongEnough(text);
        }
        if (value instanceof Integer || value instanceof Long) {
            return (isOf("integer") || types.contains("number")) && isWithin(((Number) value).longValue());
        }
        if (value instanceof Boolean) {
            return isOf("boolean");
        }
        @Nullable Map<String, Object> object = object(value);
        if (object != null) {
            return isOf("object") && conforms(object);
        }
        @Nullable List<?> array = array(value);
        return array != null && isOf("array") && conforms(array);
    }

    private boolean isOf(String type) {
        return types.isEmpty() || types.contains(type);
    }

    private boolean isLongEnough(String text) {
        // The length is that in code points, which are no more than the chars and at least half as many.
        return atLeast("minLength", text.length() / 2) && atMost("maxLength", text.length());
    }

    /** Beyond what a double holds exactly, nothing is certain. */
    private boolean isWithin(long number) {
        return number > -(1L << 52) && number < (1L << 52) && atLeast("minimum", number) && atMost("maximum", number);
    }

    private boolean atLeast(String key, long number) {
        return !schema.containsKey(key)
                || (schema.getValue(key) instanceof Number least && number >= least.doubleValue());
    }

    private boolean atMost(String key, long number) {
        return !schema.containsKey(key)
                || (schema.getValue(key) instanceof Number most && number <= most.doubleValue());
    }

    private boolean conforms(Map<String, Object> object) {
        for (String name : required) {
            if (!object.containsKey(name)) {
                return false;
            }
        }
        for (Map.Entry<String, Object> entry : object.entrySet()) {
            PlainSchema property = properties.get(entry.getKey());
            if (property == null ? closed : !property.conforms(entry.getValue())) {
                return false;
            }
        }
        return true;
    }

    private boolean conforms(List<?> array) {
        if (!atLeast("minItems", array.size()) || !atMost("maxItems", array.size())) {
            return false;
        }
        PlainSchema each = items;
        return each == null || array.stream().allMatch(each::conforms);
    }

    @SuppressWarnings("unchecked") // JSON has no other keys
    private static @Nullable Map<String, Object> object(@Nullable Object value) {
        if (value instanceof JsonObject object) {
            return object.getMap();
        }
        return value instanceof Map<?, ?> map ? (Map<String, Object>) map : null;
    }

    private static @Nullable List<?> array(@Nullable Object value) {
        if (value instanceof JsonArray array) {
            return array.getList();
        }
        return value instanceof List<?> list ? list : null;
    }
}
