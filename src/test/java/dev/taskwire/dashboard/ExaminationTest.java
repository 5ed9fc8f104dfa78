package dev.taskwire.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskwire.doctor.Diagnosis;
import dev.taskwire.doctor.Verdict;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ExaminationTest {
    private static final Diagnosis WELL =
            new Diagnosis("pgmq", Verdict.OK, "it is there", List.of(), Duration.ofMillis(2));

    private final List<Promise<List<Diagnosis>>> begun = new ArrayList<>();
    private final Steps clock = new Steps();
    private final Examination examination = new Examination(this::begin, clock);

    @Test
    void whoeverAsksWhileOneGoesOnIsToldTheSame() {
        Future<JsonObject> first = examination.report();
        clock.pass(Examination.TOLD_AGAIN.multipliedBy(2));
        Future<JsonObject> second = examination.report();
        begun.get(0).complete(List.of(WELL));

        assertThat(begun).hasSize(1);
        assertThat(second.result()).isEqualTo(first.result());
        assertThat(first.result().getJsonArray("diagnoses").getJsonObject(0).getString("verdict"))
                .isEqualTo("ok");
    }

    @Test
    void whatWasFoundIsToldAgainForAWhileAndNoLonger() {
        Future<JsonObject> first = examination.report();
        begun.get(0).complete(List.of(WELL));
        clock.pass(Examination.TOLD_AGAIN.minusMillis(1));
        assertThat(examination.report()).isSameAs(first);

        clock.pass(Duration.ofMillis(1));
        assertThat(examination.report()).isNotSameAs(first);
        assertThat(begun).hasSize(2);
    }

    @Test
    void oneThatFailedIsNotToldAgain() {
        Future<JsonObject> failed = examination.report();
        begun.get(0).fail("too late");
        assertThat(failed.failed()).isTrue();

        assertThat(examination.report()).isNotSameAs(failed);
    }

    private Future<List<Diagnosis>> begin() {
        Promise<List<Diagnosis>> promise = Promise.promise();
        begun.add(promise);
        return promise.future();
    }

    private static final class Steps extends Clock {
        private Instant now = Instant.parse("2026-11-24T09:00:00Z");

        void pass(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
