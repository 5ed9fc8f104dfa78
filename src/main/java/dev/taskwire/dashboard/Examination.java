package dev.taskwire.dashboard;

import dev.taskwire.doctor.Diagnosis;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The doctor's report, for as many as ask: one examination at a time, and what it found is told again for a while, so that
 * nobody loads the database by asking. Bound to one context.
 */
public final class Examination {
    /** How long a report is told again. */
    static final Duration TOLD_AGAIN = Duration.ofSeconds(20);

    private static final Duration MOST = Duration.ofSeconds(15);

    private final Supplier<Future<List<Diagnosis>>> doctor;
    private final Clock clock;
    private @Nullable Future<JsonObject> latest;
    private Instant asked = Instant.MIN;

    /** @param doctor looks at everything once */
    public Examination(Supplier<Future<List<Diagnosis>>> doctor, Clock clock) {
        this.doctor = doctor;
        this.clock = clock;
    }

    /** What was found, and when. Fails where the doctor takes too long. */
    public Future<JsonObject> report() {
        Future<JsonObject> known = latest;
        boolean fresh = known != null
                && !known.failed()
                && (!known.isComplete() || clock.instant().isBefore(asked.plus(TOLD_AGAIN)));
        if (known != null && fresh) {
            return known;
        }
        asked = clock.instant();
        Instant begun = asked;
        Future<JsonObject> report =
                doctor.get().timeout(MOST.toMillis(), TimeUnit.MILLISECONDS).map(found -> json(begun, found));
        latest = report;
        return report;
    }

    private static JsonObject json(Instant at, List<Diagnosis> found) {
        return new JsonObject()
                .put("at", at.toString())
                .put(
                        "diagnoses",
                        new JsonArray(found.stream().map(Diagnosis::toJson).toList()));
    }
}
