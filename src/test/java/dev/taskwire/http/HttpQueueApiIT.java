package dev.taskwire.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.taskwire.support.PostgresExtension;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** HTTP-call queues and their jobs by the API, beyond what the examples of the contract show. */
final class HttpQueueApiIT {
    private static final String QUEUE = "/api/http/queues/invoices";

    @Order(1)
    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.migrated();

    @Order(2)
    @RegisterExtension
    static final ApiStage STAGE = new ApiStage(POSTGRES);

    @BeforeEach
    void oneQueue() throws Exception {
        POSTGRES.database()
                .execute("TRUNCATE taskwire.http_job RESTART IDENTITY CASCADE; DELETE FROM taskwire.http_queue;"
                        + "DELETE FROM taskwire.operator_actions; DELETE FROM taskwire.idempotency_key");
        assertThat(put("{\"url\": \"https://me:word@example.com/a?token=17\", \"workers\": 3, \"headers\":"
                                + " {\"Authorization\": \"Bearer abcdefgh\", \"X-Key\": \"{{secret billing}}\"}}")
                        .statusCode())
                .isEqualTo(201);
    }

    @Test
    void nothingSecretIsShownOrWrittenDown() throws Exception {
        String shown = STAGE.get(QUEUE).bodyAsString();
        assertThat(shown).contains("{{secret billing}}").doesNotContain("abcdefgh", "word", "token=17");

        await().until(() -> POSTGRES.database().count("SELECT count(*) FROM taskwire.operator_actions") == 1);
        assertThat(POSTGRES.database().value("SELECT asked::text FROM taskwire.operator_actions"))
                .contains("Authorization")
                .doesNotContain("abcdefgh", "word", "token=17");
    }

    @Test
    void whatIsGivenBackAsItIsShownStaysAsItIs() throws Exception {
        JsonObject shown = STAGE.get(QUEUE).bodyAsJsonObject();
        JsonObject again = new JsonObject()
                .put("url", shown.getString("url"))
                .put("headers", shown.getJsonObject("headers"))
                .put("timeout", shown.getNumber("timeout"))
                .put("backoff", "500ms")
                .put("rate", 2.5);

        assertThat(put(again.encode()).statusCode()).isEqualTo(200);

        assertThat(POSTGRES.database()
                        .value(
                                "SELECT concat_ws(' ', url, headers ->> 'Authorization', timeout, workers, backoff, rate)"
                                        + " FROM taskwire.http_queue"))
                .isEqualTo("https://me:word@example.com/a?token=17 Bearer abcdefgh 00:00:30 3 00:00:00.5 2.5");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"workers\": -1} | workers",
                "{\"timeout\": \"1ms\"} | timeout: 10ms to 1h",
                "{\"timeout\": \"2h\"} | timeout: 10ms to 1h",
                "{\"url\": \"ftp://example.com\"} | url: an address such as",
                "{\"backoff\": \"1h\", \"backoff_most\": \"1m\"} | the first is not more than the second",
                "{\"success_codes\": \"2xx\"} | success_codes: such as 200-299,404",
                "{\"headers\": {\"X-Number\": 1}} | headers",
                "{\"wrokers\": 1} | wrokers"
            })
    void aSettingThatIsWrongIsNamed(String settings, String words) throws Exception {
        HttpResponse<Buffer> refused = put(settings);

        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(ApiStage.detail(refused)).contains(words);
    }

    @Test
    void aKeyInsertsOnce() throws Exception {
        HttpResponse<Buffer> first = add("{\"payload\": 1}");
        HttpResponse<Buffer> again = add("{\"payload\": 1}");

        assertThat(again.bodyAsString()).isEqualTo(first.bodyAsString());
        assertThat(again.getHeader("Idempotent-Replayed")).isEqualTo("true");
        assertThat(add("{\"payload\": 2}").statusCode()).isEqualTo(409);
        assertThat(POSTGRES.database().count("SELECT count(*) FROM taskwire.http_job"))
                .isEqualTo(1);
    }

    @Test
    void aPayloadArrivesAndIsShownToTheLastDigit() throws Exception {
        assertThat(STAGE.post(QUEUE + "/jobs", "{\"jobs\": [{\"payload\": 12345678901234567890.125}, {}]}")
                        .statusCode())
                .isEqualTo(201);

        assertThat(STAGE.get("/api/http/jobs/1").bodyAsString()).contains("12345678901234567890.125");
    }

    @Test
    void soManyAreChangedAtATime() throws Exception {
        POSTGRES.database()
                .execute("INSERT INTO taskwire.http_job (queue) SELECT 'invoices' FROM generate_series(1, 1001)");
        String all = "{\"queue\": \"invoices\", \"status\": \"pending\"}";

        assertThat(STAGE.post("/api/http/jobs/cancel", all).bodyAsJsonObject())
                .isEqualTo(new JsonObject().put("cancelled", 1000).put("more", true));
        assertThat(STAGE.post("/api/http/jobs/cancel", all).bodyAsJsonObject())
                .isEqualTo(new JsonObject().put("cancelled", 1).put("more", false));
    }

    @Test
    void pagesOfJobsGoOnWhereTheLastEnded() throws Exception {
        POSTGRES.database()
                .execute(
                        "INSERT INTO taskwire.http_job (queue, status) SELECT 'invoices',"
                                + " CASE number % 2 WHEN 0 THEN 'pending' ELSE 'staged' END FROM generate_series(1, 10) AS number");

        assertThat(STAGE.get("/api/http/jobs?queue=invoices&limit=3").bodyAsJsonArray())
                .extracting(job -> ((JsonObject) job).getInteger("id"))
                .containsExactly(10, 9, 8);
        assertThat(STAGE.get("/api/http/jobs?status=staged&after=8&limit=2").bodyAsJsonArray())
                .extracting(job -> ((JsonObject) job).getInteger("id"))
                .containsExactly(7, 5);
    }

    private static HttpResponse<Buffer> add(String job) throws Exception {
        return STAGE.post(QUEUE + "/jobs", job, request -> request.putHeader("Idempotency-Key", "mine"));
    }

    private static HttpResponse<Buffer> put(String settings) throws Exception {
        return STAGE.request(HttpMethod.PUT, QUEUE)
                .putHeader("Content-Type", "application/json")
                .sendBuffer(Buffer.buffer(settings))
                .await(20, TimeUnit.SECONDS);
    }
}
