package dev.taskwire;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * How the messages of one type look, version by version: a JSON Schema for each, and what makes a message of one version one of
 * the next. The last version is the current one, which handlers are given.
 *
 * <pre>{@code
 * Schemas.from(1, first)
 *         .upcast(old -> old.put("unit", "px"))
 *         .version(2, second)
 * }</pre>
 *
 * <p>Each method answers a copy with one thing more; what is wrong with them is said when the {@link Taskwire} starts. Needs
 * {@code io.vertx:vertx-json-schema} on the class path. Immutable.
 */
public final class Schemas {
    final List<Version> versions;

    private Schemas(List<Version> versions) {
        this.versions = versions;
    }

    /**
     * One version.
     *
     * @param upcasts what makes a message of it one of the next version: one, unless it is the last
     */
    record Version(int number, JsonObject schema, List<UnaryOperator<JsonObject>> upcasts) {
        Version with(UnaryOperator<JsonObject> upcast) {
            return new Version(
                    number,
                    schema,
                    Stream.concat(upcasts.stream(), Stream.of(upcast)).toList());
        }
    }

    /**
     * Begins with the oldest version that is still known; what is older is set aside as unknown.
     *
     * @param version from 1
     * @param schema by draft 4, 7, 2019-09 or, where it does not say, 2020-12. References lead to places within it: none is
     *     fetched. An empty one takes everything
     */
    public static Schemas from(int version, JsonObject schema) {
        return new Schemas(List.of(new Version(version, schema.copy(), List.of())));
    }

    /**
     * Makes a message of the version that was given last one of the next.
     *
     * @param upcast gets an object of its own, which it may change, and answers one of the next version. Called on an event loop,
     *     which it must not block; what it throws makes the message an invalid one
     */
    public Schemas upcast(UnaryOperator<JsonObject> upcast) {
        List<Version> changed = new ArrayList<>(versions);
        changed.set(changed.size() - 1, last().with(upcast));
        return new Schemas(List.copyOf(changed));
    }

    /** The next version, by one higher than that before, as for {@link #from}. */
    public Schemas version(int version, JsonObject schema) {
        return new Schemas(Stream.concat(versions.stream(), Stream.of(new Version(version, schema.copy(), List.of())))
                .toList());
    }

    Version last() {
        return versions.get(versions.size() - 1);
    }
}
