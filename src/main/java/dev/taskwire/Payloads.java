package dev.taskwire;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.taskwire.queue.Payload;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.json.jackson.DatabindCodec;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads the payloads of a queue as a type of the user's: JSON as it is, anything else by Jackson. */
final class Payloads<T> {
    private final Class<T> type;

    Payloads(Class<T> type) {
        this.type = type;
    }

    /** A payload as the type, or why it is none. */
    sealed interface Reading<T> {
        record Fits<T>(T payload) implements Reading<T> {}

        record Unfit<T>(Misfit misfit) implements Reading<T> {}
    }

    /** Some clients encode twice: a string of JSON is read as what it holds, unless strings are wanted. */
    @Nullable
    Object once(@Nullable Object payload) {
        return payload instanceof String text && type != String.class && type != Object.class ? decoded(text) : payload;
    }

    private static @Nullable Object decoded(String text) {
        try {
            return Json.decodeValue(text);
        } catch (DecodeException none) {
            return text;
        }
    }

    boolean isUnreadable(Object payload) {
        return payload instanceof Payload.Unreadable;
    }

    /** Of what is encoded once. */
    Reading<T> read(@Nullable Object value) {
        if (value == null) {
            return unfit("it is null");
        }
        if (value instanceof Payload.Unreadable unreadable) {
            return new Reading.Unfit<>(Misfit.of(unreadable.reason()));
        }
        if (type.isInstance(value)) {
            return new Reading.Fits<>(type.cast(value));
        }
        if (type == JsonObject.class || type == JsonArray.class) {
            return unfit("it is a " + value.getClass().getSimpleName());
        }
        try {
            return new Reading.Fits<>(Records.MAPPER.convertValue(plain(value), type));
        } catch (IllegalArgumentException misfit) {
            return unfit(Records.why(misfit));
        } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError thrown) {
            return unfit("its reading failed: " + thrown);
        }
    }

    private Reading<T> unfit(String why) {
        return new Reading.Unfit<>(Misfit.of("the message is no " + type.getSimpleName() + ": " + why));
    }

    private static Object plain(Object value) {
        if (value instanceof JsonObject object) {
            return object.getMap();
        }
        return value instanceof JsonArray array ? array.getList() : value;
    }

    /**
     * Apart, so that who takes only JSON can do without this part of Jackson. What the user's modules have taught Vert.x's mapper
     * until then is known here too. What is missing is not zero; what is unknown here may be known to others.
     */
    private static final class Records {
        static final ObjectMapper MAPPER = DatabindCodec.mapper()
                .copy()
                .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false)
                .configure(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES, true);

        /** Where it does not fit and why, without advice that is for programmers. */
        static String why(IllegalArgumentException misfit) {
            if (!(misfit.getCause() instanceof JsonMappingException mapping)) {
                return firstLine(misfit.getMessage());
            }
            String place = mapping.getPath().stream()
                    .map(step -> step.getFieldName() == null ? String.valueOf(step.getIndex()) : step.getFieldName())
                    .collect(Collectors.joining("."));
            String reason = firstLine(mapping.getOriginalMessage()).replaceFirst(" \\(set Deserialization.*", "");
            return place.isEmpty() ? reason : place + ": " + reason;
        }

        private static String firstLine(@Nullable String text) {
            return String.valueOf(text).lines().findFirst().orElse("no reason given");
        }
    }
}
