package dev.taskwire;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.SchemaRepository;
import io.vertx.json.schema.Validator;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Looks a JSON Schema through before anything is checked by it, so that what is wrong with it is found at the start. */
final class SchemaReading {
    /** Beside the schema of schemas itself, those that it consists of. */
    private static final List<String> PARTS_201909 =
            List.of("core", "applicator", "validation", "meta-data", "format", "content");

    private static final List<String> PARTS_202012 =
            List.of("core", "applicator", "validation", "meta-data", "format-annotation", "content", "unevaluated");

    /** What is data in a schema, and no schema. */
    private static final Set<String> DATA = Set.of("const", "enum", "default", "examples");

    /** One of each kind, to be seen what becomes of it. */
    private static final List<Object> PROBES =
            List.of(true, 1, "text", new JsonArray(), new JsonArray().add(1), new JsonObject());

    /** What holds schemas by names of the user's own, which are no keywords. */
    private static final Set<String> BY_NAME =
            Set.of("properties", "patternProperties", "$defs", "definitions", "dependentSchemas");

    private final SchemaRepository repository;
    private final List<JsonSchema> referring = new ArrayList<>();
    private boolean comparesItems;

    private SchemaReading(SchemaRepository repository) {
        this.repository = repository;
    }

    /**
     * A schema that can be checked by.
     *
     * @param repository what its references lead to
     * @param comparesItems whether it may compare each item of an array with each other one
     */
    record Read(Draft draft, SchemaRepository repository, JsonSchema schema, boolean comparesItems) {}

    static Read of(JsonObject schema) {
        Draft draft = draft(schema);
        SchemaReading reading = new SchemaReading(SchemaValidation.repository(draft));
        try {
            requireConforming(draft, schema);
            JsonSchema root = reading.read(schema.copy());
            return new Read(draft, reading.repository, root, reading.comparesItems);
        } catch (StackOverflowError endless) {
            throw new IllegalArgumentException("it is nested too deeply, or its references go in a circle");
        } catch (RuntimeException | AssertionError unfit) {
            throw new IllegalArgumentException(firstLine(unfit));
        }
    }

    private JsonSchema read(JsonObject copy) {
        JsonSchema root = wrapped(copy, false);
        repository.dereference("schema", root);
        referring.add(root);
        referring.forEach(this::probe);
        return root;
    }

    /**
     * All that is an object in the schema becomes what the validator would make of it at its first use, which would be a change
     * that several threads see.
     */
    private JsonSchema wrapped(JsonObject object, boolean holdsNames) {
        for (String key : List.copyOf(object.fieldNames())) {
            Object value = object.getValue(key);
            comparesItems |= key.equals("uniqueItems") && Boolean.TRUE.equals(value);
            if (DATA.contains(key) && !holdsNames) {
                continue;
            }
            if (value instanceof JsonObject inner) {
                object.put(key, wrapped(inner, BY_NAME.contains(key) && !holdsNames));
            } else if (value instanceof JsonArray array) {
                for (int i = 0; i < array.size(); i++) {
                    if (array.getValue(i) instanceof JsonObject inner) {
                        array.set(i, wrapped(inner, false));
                    }
                }
            }
        }
        JsonSchema schema = JsonSchema.of(object);
        if (object.getValue("$ref") instanceof String || object.getValue("$recursiveRef") instanceof String) {
            referring.add(schema);
        }
        return schema;
    }

    /** A reference that leads nowhere, and one that leads back to itself, shows with the first payload that meets it. */
    private void probe(JsonSchema schema) {
        Validator validator = repository.validator(schema);
        PROBES.forEach(validator::validate);
    }

    private static Draft draft(JsonObject schema) {
        Object named = schema.getValue("$schema");
        if (named == null) {
            return Draft.DRAFT202012;
        }
        return Stream.of(Draft.values())
                .filter(draft -> path(draft).equals(path(named.toString())))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException("$schema: expected draft 4, 7, 2019-09 or 2020-12, got " + named));
    }

    /** Held to the schema of schemas, so that a keyword with a value that is none for it is found. */
    private static void requireConforming(Draft draft, JsonObject schema) {
        SchemaRepository meta = SchemaValidation.repository(draft);
        parts(draft)
                .forEach(part -> put(meta, JsonSchema.of(load(path(draft).replaceFirst("schema$", "meta/" + part)))));
        JsonSchema root = JsonSchema.of(load(path(draft)));
        put(meta, root);
        OutputUnit conforms = meta.validator(root).validate(schema);
        if (!Boolean.TRUE.equals(conforms.getValid())) {
            throw new IllegalArgumentException(Misfit.of("it is no JSON Schema", SchemaViolations.of(conforms))
                    .reason());
        }
    }

    private static void put(SchemaRepository repository, JsonSchema schema) {
        repository.dereference(schema.get("$id", schema.get("id")), schema);
    }

    private static List<String> parts(Draft draft) {
        return switch (draft) {
            case DRAFT4, DRAFT7 -> List.of();
            case DRAFT201909 -> PARTS_201909;
            case DRAFT202012 -> PARTS_202012;
        };
    }

    private static String path(Draft draft) {
        return path(draft.getIdentifier());
    }

    private static String path(String identifier) {
        return identifier.replaceFirst("^https?://", "").replaceFirst("#$", "");
    }

    private static JsonObject load(String path) {
        try (InputStream file = Validator.class.getClassLoader().getResourceAsStream(path)) {
            if (file == null) {
                throw new IllegalStateException("vertx-json-schema has no " + path);
            }
            return Buffer.buffer(file.readAllBytes()).toJsonObject();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static String firstLine(Throwable failure) {
        return String.valueOf(failure.getMessage()).lines().findFirst().orElse("it cannot be read");
    }
}
