package dev.taskwire;

import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.SchemaRepository;
import io.vertx.json.schema.Validator;
import java.util.List;
import java.util.Optional;

/**
 * Checks payloads by one JSON Schema, which was read and looked through before. Nothing is fetched, and nothing is written: may
 * be used from any thread.
 */
final class SchemaValidation {
    /** Comparing each item with each other one takes seconds from some thousands on. */
    private static final int UNIQUE_ITEMS_MOST = 2_000;

    /** Of a larger payload it is not told where it does not conform, since each of its places could be one. */
    private static final int EXPLAINED_MOST = 10_000;

    private final Optional<PlainSchema> plain;
    private final Validator judge;
    private final Validator explainer;
    private final boolean comparesItems;

    private SchemaValidation(SchemaReading.Read read, Optional<PlainSchema> plain) {
        this.plain = plain;
        this.judge = validator(read, OutputFormat.Flag);
        this.explainer = validator(read, OutputFormat.Basic);
        this.comparesItems = read.comparesItems();
    }

    /** Throws an {@link IllegalArgumentException} that says what is wrong with the schema. */
    static SchemaValidation of(JsonObject schema) {
        return new SchemaValidation(SchemaReading.of(schema), PlainSchema.of(schema));
    }

    /**
     * What is wrong with a payload, {@link Misfit#LISTED_MOST} and one more at the most; empty where it conforms. Whatever a
     * validator makes of it is an answer: also where a payload is nested deeper than the thread's stack.
     */
    List<Violation> violations(Object payload) {
        if (plain.isPresent() && plain.get().conforms(payload)) {
            return List.of();
        }
        if (comparesItems && PayloadExtent.of(payload, Long.MAX_VALUE).longestArray() > UNIQUE_ITEMS_MOST) {
            return violation("it has an array of more than " + UNIQUE_ITEMS_MOST
                    + " items, which cannot be held to uniqueItems");
        }
        try {
            return Boolean.TRUE.equals(judge.validate(payload).getValid()) ? List.of() : explained(payload);
        } catch (StackOverflowError deep) {
            return violation("it is nested too deeply to be checked");
        } catch (RuntimeException unchecked) {
            return violation("it cannot be checked: " + unchecked);
        }
    }

    static SchemaRepository repository(Draft draft) {
        return SchemaRepository.create(options(draft));
    }

    private List<Violation> explained(Object payload) {
        return PayloadExtent.of(payload, EXPLAINED_MOST).values() > EXPLAINED_MOST
                ? violation("it does not conform, and is too large to be told where")
                : SchemaViolations.of(explainer.validate(payload));
    }

    private static List<Violation> violation(String reason) {
        return List.of(new Violation("", reason));
    }

    private static Validator validator(SchemaReading.Read read, OutputFormat format) {
        JsonSchema schema = read.schema();
        return read.repository().validator(schema, options(read.draft()).setOutputFormat(format), false);
    }

    private static JsonSchemaOptions options(Draft draft) {
        return new JsonSchemaOptions()
                .setBaseUri("urn://taskwire/")
                .setDraft(draft)
                .setOutputFormat(OutputFormat.Basic);
    }
}
