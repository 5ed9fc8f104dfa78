package dev.taskwire.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.openapi.validation.RequestParameter;
import io.vertx.openapi.validation.ValidatedRequest;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A request that is what the contract says.
 *
 * @param caller by name
 * @param raw the body as it came, and as text; empty where the operation takes none
 */
record ApiRequest(String caller, ValidatedRequest validated, Optional<Raw> raw) {
    record Raw(Buffer bytes, JsonText json) {}

    /** A part of the path. */
    String path(String name) {
        return String.valueOf(pathParameter(name).get());
    }

    long pathNumber(String name) {
        return pathParameter(name).getLong();
    }

    /** The names of the parts of the path that differ from request to request. */
    List<String> pathNames() {
        return validated.getPathParameters().keySet().stream().sorted().toList();
    }

    private RequestParameter pathParameter(String name) {
        return Objects.requireNonNull(validated.getPathParameters().get(name), name);
    }

    Optional<String> query(String name) {
        return Optional.ofNullable(validated.getQuery().get(name))
                .filter(given -> !given.isEmpty())
                .map(given -> String.valueOf(given.get()));
    }

    long query(String name, long otherwise) {
        return query(name).map(Long::parseLong).orElse(otherwise);
    }

    Optional<String> header(String name) {
        return validated.getHeaders().entrySet().stream()
                .filter(header -> header.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .filter(given -> !given.isEmpty())
                .map((RequestParameter given) -> String.valueOf(given.get()))
                .findFirst();
    }

    JsonObject body() {
        return validated.getBody().getJsonObject();
    }

    Raw rawBody() {
        return raw.orElseThrow(() -> new IllegalStateException("the contract has no body here"));
    }

    /** @throws ProblemException 422 where a text of the contract's form is still no time */
    static Optional<Instant> time(String name, @Nullable Object text) {
        if (text == null) {
            return Optional.empty();
        }
        try {
            Instant time = OffsetDateTime.parse(String.valueOf(text)).toInstant();
            return Optional.of(time);
        } catch (DateTimeException wrong) {
            throw new ProblemException(422, name + ": there is no such time; an example is 2026-11-24T09:00:00Z");
        }
    }

    static UUID id(String text) {
        return UUID.fromString(text);
    }
}
