package dev.taskwire.config;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is configured, for people to see. What it does not know to be harmless it hides: secrets, and whatever else is not
 * made of texts, numbers, durations and the like.
 */
public final class ConfigView {
    private static final String HIDDEN = "(set)";

    private ConfigView() {}

    /** A record as an object, its components in their order and in the words of the file. */
    public static JsonObject of(Record config) {
        JsonObject json = new JsonObject();
        for (RecordComponent component : config.getClass().getRecordComponents()) {
            json.put(inWords(component.getName()), view(value(component, config)));
        }
        return json;
    }

    private static @Nullable Object view(@Nullable Object value) {
        if (value == null || value instanceof Boolean || value instanceof Number || value instanceof String) {
            return value;
        }
        if (value instanceof Duration duration) {
            return Durations.format(duration);
        }
        if (value instanceof Enum<?> || value instanceof AddressRange) {
            return value.toString();
        }
        if (value instanceof Optional<?> optional) {
            return view(optional.orElse(null));
        }
        return isHidden(value) ? HIDDEN : group(value);
    }

    private static boolean isHidden(Object value) {
        return value instanceof Secret || value instanceof WebhookKey || value instanceof WebhookSecret;
    }

    private static Object group(Object value) {
        if (value instanceof Map<?, ?> map) {
            JsonObject json = new JsonObject();
            map.forEach((key, one) -> json.put(String.valueOf(key), view(one)));
            return json;
        }
        if (value instanceof Collection<?> collection) {
            JsonArray json = new JsonArray();
            collection.forEach(one -> json.add(view(one)));
            return json;
        }
        return value instanceof Record record && !(value instanceof TokenHash) ? of(record) : HIDDEN;
    }

    private static @Nullable Object value(RecordComponent component, Record config) {
        try {
            return component.getAccessor().invoke(config);
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalStateException("a record of the configuration is to be public", impossible);
        }
    }

    private static String inWords(String name) {
        return name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }
}
