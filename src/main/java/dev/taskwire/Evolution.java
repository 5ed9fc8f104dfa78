package dev.taskwire;

import dev.taskwire.Payloads.Reading;
import dev.taskwire.queue.MessageKind;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The schemas of one type, read: what a message of each known version has to be, and how it becomes one of the current. */
final class Evolution {
    private final List<Step> steps;

    private Evolution(List<Step> steps) {
        this.steps = List.copyOf(steps);
    }

    private record Step(int version, SchemaValidation schema, List<UnaryOperator<JsonObject>> upcasts) {}

    /** Adds what is wrong with the schemas to the problems; then what is answered is not to be used. */
    static Evolution of(Schemas schemas, List<String> problems) {
        int first = schemas.versions.get(0).number();
        if (first < 1) {
            problems.add("schemas: expected a version from 1 on, got " + first);
        }
        try {
            List<Step> steps = new ArrayList<>();
            for (int i = 0; i < schemas.versions.size(); i++) {
                boolean isLast = i == schemas.versions.size() - 1;
                step(schemas.versions.get(i), first + i, isLast ? 0 : 1, problems)
                        .ifPresent(steps::add);
            }
            return new Evolution(steps);
        } catch (NoClassDefFoundError missing) {
            problems.add("schemas: add io.vertx:vertx-json-schema to the class path");
            return new Evolution(List.of());
        }
    }

    private static Optional<Step> step(Schemas.Version version, int expected, int upcasts, List<String> problems) {
        String path = "schemas: version " + version.number() + ": ";
        if (version.number() != expected) {
            problems.add(path + "expected version " + expected + " here");
        }
        if (version.upcasts().size() != upcasts) {
            problems.add(path + "expected " + upcasts + " upcast after it, got "
                    + version.upcasts().size());
        }
        try {
            return Optional.of(new Step(version.number(), SchemaValidation.of(version.schema()), version.upcasts()));
        } catch (IllegalArgumentException malformed) {
            problems.add(path + malformed.getMessage());
            return Optional.empty();
        }
    }

    int current() {
        return steps.get(steps.size() - 1).version();
    }

    /** Those that are not for another process; one that cannot be read is an invalid message here as anywhere. */
    List<Integer> versions() {
        return IntStream.concat(
                        IntStream.of(MessageKind.NO_VERSION), steps.stream().mapToInt(Step::version))
                .boxed()
                .toList();
    }

    boolean knows(int version) {
        return version == MessageKind.NO_VERSION || step(version).isPresent();
    }

    /** Why a payload is none of this version; empty where it is one. */
    Optional<Misfit> misfit(int version, @Nullable Object payload) {
        return payload == null
                ? Optional.of(Misfit.of("the message is null"))
                : step(version).flatMap(step -> misfit(step, payload));
    }

    /** A payload of a known version as one of the current. */
    Reading<Object> read(int version, Object payload) {
        if (version == MessageKind.NO_VERSION) {
            return new Reading.Unfit<>(Misfit.of("the header version is no whole number from 1"));
        }
        Optional<Misfit> asStored = misfit(version, payload);
        if (asStored.isPresent()) {
            return new Reading.Unfit<>(asStored.get());
        }
        return version == current() ? new Reading.Fits<>(payload) : upcast(version, payload);
    }

    private Reading<Object> upcast(int from, Object payload) {
        if (!(payload instanceof JsonObject stored)) {
            return new Reading.Unfit<>(Misfit.of("version " + from + " of the message cannot become version "
                    + (from + 1) + ": it is no object, but a "
                    + payload.getClass().getSimpleName()));
        }
        JsonObject object = stored.copy();
        for (int version = from; version < current(); version++) {
            try {
                object = upcast(version, object);
            } catch (Exception | LinkageError | StackOverflowError | AssertionError thrown) {
                return new Reading.Unfit<>(Misfit.of(
                        "the upcast from version " + version + " to " + (version + 1) + " failed: " + thrown));
            }
        }
        JsonObject upcast = object;
        return misfit(current(), upcast)
                .<Reading<Object>>map(Reading.Unfit::new)
                .orElseGet(() -> new Reading.Fits<>(upcast));
    }

    private JsonObject upcast(int version, JsonObject object) {
        @Nullable JsonObject next = step(version).orElseThrow().upcasts().get(0).apply(object);
        if (next == null) {
            throw new IllegalStateException("it answered null");
        }
        return next;
    }

    private static Optional<Misfit> misfit(Step step, Object payload) {
        List<Violation> violations = step.schema().violations(payload);
        return violations.isEmpty()
                ? Optional.empty()
                : Optional.of(Misfit.of("the message does not conform to version " + step.version(), violations));
    }

    private Optional<Step> step(int version) {
        int place = version - steps.get(0).version();
        return place >= 0 && place < steps.size() ? Optional.of(steps.get(place)) : Optional.empty();
    }
}
