package dev.taskwire.support;

import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.SchemaRepository;
import io.vertx.json.schema.Validator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** SendGrid's published OpenAPI description of its mail API, where {@value #VARIABLE} names the file. For one thread. */
final class SendGridDescription {
    static final String VARIABLE = "TASKWIRE_TEST_SENDGRID_DESCRIPTION";

    private static final String BASE = "https://description.invalid/";
    private static final String DOCUMENT = BASE + "mail";

    private final Validator bodies;

    private SendGridDescription(Validator bodies) {
        this.bodies = bodies;
    }

    /** Empty where no file is named. One that is named and cannot be used is an error. */
    static Optional<SendGridDescription> published() {
        return Optional.ofNullable(System.getenv(VARIABLE))
                .filter(file -> !file.isBlank())
                .map(file -> of(new JsonObject(read(Path.of(file)))));
    }

    /** @param description an OpenAPI 3.1 document, whose schemas are those of JSON Schema 2020-12 */
    static SendGridDescription of(JsonObject description) {
        SchemaRepository repository = SchemaRepository.create(new JsonSchemaOptions()
                .setBaseUri(BASE)
                .setDraft(Draft.DRAFT202012)
                .setOutputFormat(OutputFormat.Basic));
        // All of the document, since its schemas refer to one another by their place in it.
        repository.dereference(DOCUMENT, JsonSchema.of(description));
        return new SendGridDescription(repository.validator(DOCUMENT + bodySchema(description)));
    }

    /** What is wrong with a body, and where; empty where it is what the description wants. */
    Optional<String> objectionTo(JsonObject body) {
        OutputUnit found = bodies.validate(body);
        if (Boolean.TRUE.equals(found.getValid())) {
            return Optional.empty();
        }
        // From the outermost to the innermost, which says what it is.
        List<OutputUnit> errors = found.getErrors();
        OutputUnit innermost = errors.get(errors.size() - 1);
        return Optional.of("SendGrid's description: " + innermost.getInstanceLocation() + ": " + innermost.getError());
    }

    /** The place of the schema of the body of POST /v3/mail/send. */
    private static String bodySchema(JsonObject description) {
        String body = description
                .getJsonObject("paths")
                .getJsonObject("/v3/mail/send")
                .getJsonObject("post")
                .getJsonObject("requestBody")
                .getString("$ref", "#/paths/~1v3~1mail~1send/post/requestBody");
        return body + "/content/application~1json/schema";
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(VARIABLE + " names a file that cannot be read", unreadable);
        }
    }
}
