package dev.taskwire;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.Validator;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is recognized without the validator, which is asked about everything here. */
final class PlainSchemaTest {
    private static final List<String> NAMES = List.of("a", "b", "c");
    private static final List<String> TYPES =
            List.of("string", "integer", "number", "boolean", "object", "array", "null");
    private static final int SCHEMAS = 3_000;
    private static final int VALUES = 20;

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);

    @Test
    void recognizesNothingThatTheValidatorRefusesAndMostThatItTakes() {
        int taken = 0;
        int recognized = 0;
        for (int i = 0; i < SCHEMAS; i++) {
            JsonObject schema = schema(3);
            PlainSchema plain = PlainSchema.of(schema).orElseThrow();
            Validator validator = Validator.create(
                    JsonSchema.of(schema),
                    new JsonSchemaOptions()
                            .setBaseUri("urn://test/")
                            .setDraft(Draft.DRAFT202012)
                            .setOutputFormat(OutputFormat.Flag));
            for (int j = 0; j < VALUES; j++) {
                JsonObject value = (JsonObject) value(3, true);
                boolean valid = Boolean.TRUE.equals(validator.validate(value).getValid());
                boolean certain = plain.conforms(value);
                assertThat(certain && !valid)
                        .as("seed %d: %s is recognized as %s", seed, value, schema)
                        .isFalse();
                taken += valid ? 1 : 0;
                recognized += certain ? 1 : 0;
            }
        }
        assertThat(recognized).as("seed %d: of %d", seed, taken).isGreaterThan(taken / 2);
    }

    @Test
    void leavesWhatItDoesNotKnowToTheValidator() {
        for (String unusual :
                List.of("pattern", "$ref", "oneOf", "format", "if", "const", "prefixItems", "exclusiveMinimum")) {
            assertThat(PlainSchema.of(new JsonObject()
                            .put("properties", new JsonObject().put("a", new JsonObject().put(unusual, "x")))))
                    .as(unusual)
                    .isEmpty();
        }
    }

    private JsonObject schema(int depth) {
        JsonObject schema = new JsonObject();
        if (random.nextInt(4) > 0) {
            schema.put(
                    "type",
                    random.nextInt(3) > 0
                            ? type(depth)
                            : new JsonArray().add(type(depth)).add(type(depth)));
        }
        maybe(schema, "minLength", random.nextInt(4));
        maybe(schema, "maxLength", random.nextInt(6));
        maybe(schema, "minimum", random.nextInt(4) / 2.0);
        maybe(schema, "maximum", random.nextInt(6));
        maybe(schema, "minItems", random.nextInt(2));
        maybe(schema, "maxItems", random.nextInt(4));
        maybe(schema, "additionalProperties", random.nextInt(3) > 0);
        maybe(schema, "required", new JsonArray().add(NAMES.get(random.nextInt(NAMES.size()))));
        if (random.nextInt(12) == 0) {
            schema.put("enum", new JsonArray().add("").add("x").add("xx"));
        }
        if (depth > 0) {
            JsonObject properties = new JsonObject();
            NAMES.forEach(name -> maybe(properties, name, schema(depth - 1)));
            schema.put("properties", properties);
            maybe(schema, "items", schema(depth - 1));
        }
        return schema;
    }

    /** At the top it is an object, or nearly no payload would fit. */
    private String type(int depth) {
        return depth == 3 ? "object" : TYPES.get(random.nextInt(TYPES.size()));
    }

    private void maybe(JsonObject object, String key, Object value) {
        if (random.nextInt(4) == 0) {
            object.put(key, value);
        }
    }

    private @Nullable Object value(int depth, boolean isObject) {
        return switch (isObject ? 6 : random.nextInt(depth > 0 ? 8 : 6)) {
            case 0 -> "x".repeat(random.nextInt(5));
            case 1 -> "😀".repeat(random.nextInt(4));
            case 2 -> random.nextInt(8) - 2;
            case 3 -> random.nextInt(8) / 2.0;
            case 4 -> random.nextBoolean() ? (Object) random.nextBoolean() : Long.MAX_VALUE - random.nextInt(2);
            case 5 -> null;
            case 6 -> object(depth);
            default -> array(depth);
        };
    }

    private JsonObject object(int depth) {
        JsonObject object = new JsonObject();
        for (String name : NAMES) {
            if (random.nextBoolean()) {
                object.put(name, value(depth - 1, false));
            }
        }
        return object;
    }

    private JsonArray array(int depth) {
        JsonArray array = new JsonArray();
        for (int i = random.nextInt(4); i > 0; i--) {
            array.add(value(depth - 1, false));
        }
        return array;
    }
}
