package dev.taskwire.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskwire.queue.Message;
import dev.taskwire.worker.Outcome;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class JobHandlerTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private final JobHandler handler = new JobHandler(
            "report_generation",
            Map.of(
                    "well", request -> Future.succeededFuture(Outcome.DONE),
                    "away", request -> Future.failedFuture("the database is away"),
                    "today", request -> Future.failedFuture(request.date(BERLIN).toString())));

    @Test
    void eachMessageGetsItsJobsOutcome() {
        List<Future<Outcome>> outcomes =
                handler.handle(List.of(message(asking("well")), message(asking("away")), message(asking("well"))));

        assertThat(outcomes)
                .extracting(Future::result)
                .containsExactly(Outcome.DONE, Outcome.retry("the database is away"), Outcome.DONE);
    }

    @Test
    void aMessageThatNamesNoJobIsRejectedWithTheNamesOfThoseThereAre() {
        assertThat(outcome(message(asking("weekly"))))
                .isEqualTo(Outcome.reject("there is no job \"weekly\": the jobs are away, today, well"));
        assertThat(outcome(message(new JsonArray())))
                .isEqualTo(Outcome.reject("the message names no job, such as {\"job\": \"daily_stats\"}: the jobs are"
                        + " away, today, well"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            2026-11-24 | the day 2026-11-24 is not over in Europe/Berlin
            2026-11-25 | the day 2026-11-25 is not over in Europe/Berlin
            yesterday  | date must be a day, such as "2026-11-23"
            2026-02-30 | date must be a day, such as "2026-11-23"
            """)
    void aDayThatIsNoneOrNotOverIsRejected(String date, String reason) {
        assertThat(outcome(message(asking("today").put("date", date)))).isEqualTo(Outcome.reject(reason));
    }

    @Test
    void aJobIsAboutItsOccurrencesTimeInItsZone() {
        JsonObject headers = new JsonObject().put("fire_time", "2026-11-23T23:30:00Z");
        JobRequest late = JobRequest.from("q", new Message(1, 1, Instant.EPOCH, asking("well"), headers));

        assertThat(late.today(BERLIN)).hasToString("2026-11-24");
        assertThat(late.today(ZoneId.of("UTC"))).hasToString("2026-11-23");
    }

    private Outcome outcome(Message message) {
        return handler.handle(List.of(message)).get(0).result();
    }

    private static JsonObject asking(String job) {
        return new JsonObject().put("job", job);
    }

    private static Message message(Object payload) {
        return new Message(1, 1, Instant.parse("2026-11-24T10:00:00Z"), payload, new JsonObject());
    }
}
