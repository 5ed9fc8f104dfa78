package dev.taskwire.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.taskwire.config.Role;
import dev.taskwire.http.ApiExamples.Example;
import dev.taskwire.support.PostgresExtension;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.openapi.validation.ResponseValidator;
import io.vertx.openapi.validation.ValidatableResponse;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every operation of the contract is called by its examples and answers as it says. */
final class ApiContractIT {
    @Order(1)
    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.migrated();

    @Order(2)
    @RegisterExtension
    static final ApiStage STAGE = new ApiStage(POSTGRES);

    static Stream<Example> examples() throws IOException {
        // The streams have no end, and tests of their own.
        return new ApiExamples()
                .all().stream()
                        .filter(one ->
                                !List.of("followNotifications", "followEvents").contains(one.operation()));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void anExampleIsAnsweredAsTheContractSays(Example example) throws Exception {
        prepare();

        HttpResponse<Buffer> response = call(example);

        assertThat(response.statusCode()).as("%s", response.bodyAsString()).isEqualTo(example.status());
        if (!example.elsewhere()) {
            ApiContract contract = ApiContract.load(STAGE.vertx()).await(10, TimeUnit.SECONDS);
            ResponseValidator.create(STAGE.vertx(), contract.checked())
                    .validate(
                            ValidatableResponse.create(example.status(), response.body(), "application/json"),
                            example.operation())
                    .await(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void everyOperationHasAnExampleARoleAndDescribesWhatGoesWrong() throws IOException {
        ApiExamples examples = new ApiExamples();

        assertThat(examples.all().stream().map(Example::operation).distinct())
                .containsExactlyInAnyOrderElementsOf(examples.operations());
        assertThat(examples.tree().getJsonObject("paths").stream()
                        .flatMap(path -> ((JsonObject) path.getValue()).stream())
                        .filter(entry -> ApiContract.METHODS.contains(entry.getKey()))
                        .map(entry -> (JsonObject) entry.getValue())
                        .filter(operation -> !operation.containsKey("security")))
                .isNotEmpty()
                .allSatisfy(operation -> {
                    assertThat(List.of(Role.values()).toString())
                            .contains(operation.getString("x-taskwire-role").toUpperCase(Locale.ROOT));
                    assertThat(operation.getJsonObject("responses").containsKey("default"))
                            .isTrue();
                });
    }

    @Test
    void theContractIsServedAsItIsAndForReading() throws Exception {
        assertThat(STAGE.get("/openapi.yaml").bodyAsString()).startsWith("openapi: 3.1.0");
        HttpResponse<Buffer> page = STAGE.get("/api");
        assertThat(page.bodyAsString())
                .contains("/api/queues/{queue}/messages")
                .doesNotContain("<script")
                .doesNotContainPattern("(src|href|action)=\"?https?:");
        assertThat(page.getHeader("Content-Security-Policy")).contains("default-src 'none'", "style-src 'self'");
        assertThat(STAGE.get("/api/style.css").statusCode()).isEqualTo(200);
    }

    @Test
    void headIsAnsweredAsGetIsAndOtherMethodsAreToldWhatThereIs() throws Exception {
        assertThat(send(HttpMethod.HEAD, "/api/queues").statusCode()).isEqualTo(200);
        HttpResponse<Buffer> deleted = send(HttpMethod.DELETE, "/api/queues/notifications/messages");
        assertThat(deleted.statusCode()).isEqualTo(405);
        assertThat(deleted.getHeader("Allow")).contains("GET", "HEAD", "POST");
        assertThat(deleted.getHeader("Content-Type")).isEqualTo("application/problem+json");
        assertThat(STAGE.get("/api/nothing").statusCode()).isEqualTo(404);
    }

    @Test
    void whatAnOperatorDoesIsWrittenDownAndWhatOthersDoIsNot() throws Exception {
        POSTGRES.database().execute("DELETE FROM taskwire.operator_actions");
        assertThat(STAGE.post("/api/queues/cleanup_tasks/messages", "{\"message\":{\"a\":1}}")
                        .statusCode())
                .isEqualTo(201);
        assertThat(STAGE.post("/api/failures/redrive", "{\"queue\":\"cleanup_tasks\",\"dry_run\":true}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(STAGE.post("/api/queues/cleanup_tasks/purge", "{\"queue\":\"cleanup_tasks\"}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(STAGE.request(HttpMethod.POST, "/api/queues/none/pause")
                        .send()
                        .await(10, TimeUnit.SECONDS)
                        .statusCode())
                .isEqualTo(404);

        await().until(() -> POSTGRES.database().count("SELECT count(*) FROM taskwire.operator_actions") == 2);
        assertThat(POSTGRES.database().value("""
                        SELECT string_agg(concat_ws(' ', actor, action, target, asked, number, status), '; ' ORDER BY at)
                        FROM taskwire.operator_actions
                        """))
                .isEqualTo("api_token purgeQueue cleanup_tasks {\"queue\": \"cleanup_tasks\"} 1 200;"
                        + " api_token pauseQueue none 404");
    }

    @Test
    void aKeySendsOnceWhateverComesTwiceAlsoAtOnce() throws Exception {
        String path = "/api/queues/cleanup_tasks/messages";
        POSTGRES.database().execute("DELETE FROM pgmq.q_cleanup_tasks");
        List<HttpResponse<Buffer>> both = Stream.of(1, 2)
                .map(one -> STAGE.request(HttpMethod.POST, path)
                        .putHeader("Content-Type", "application/json")
                        .putHeader("Idempotency-Key", "twice")
                        .sendBuffer(Buffer.buffer("{\"message\":{\"a\":1}}")))
                .toList()
                .stream()
                .map(sent -> sent.await())
                .toList();

        assertThat(both).extracting(HttpResponse::statusCode).containsOnly(201);
        assertThat(both.get(0).bodyAsString()).isEqualTo(both.get(1).bodyAsString());
        assertThat(both).extracting(one -> one.getHeader("Idempotent-Replayed")).contains("true", "false");
        HttpResponse<Buffer> other =
                STAGE.post(path, "{\"message\":{\"a\":2}}", request -> request.putHeader("Idempotency-Key", "twice"));
        assertThat(other.statusCode()).isEqualTo(409);
        assertThat(POSTGRES.database().count("SELECT count(*) FROM pgmq.q_cleanup_tasks"))
                .isEqualTo(1);

        POSTGRES.database().execute("UPDATE taskwire.idempotency_key SET used_at = used_at - interval '25 hours'");
        assertThat(STAGE.post(path, "{\"message\":{\"a\":2}}", request -> request.putHeader("Idempotency-Key", "twice"))
                        .statusCode())
                .isEqualTo(201);
    }

    @Test
    void aMessageArrivesAsItWasWrittenAndABatchWholeOrNotAtAll() throws Exception {
        String path = "/api/queues/cleanup_tasks/messages";
        POSTGRES.database().execute("DELETE FROM pgmq.q_cleanup_tasks");
        assertThat(STAGE.post(
                                path,
                                "{\"message\": {\"n\": 12345678901234567890.123456789, \"e\": 1e400, \"text\": \"\\ud83d\\ude00\"}}")
                        .statusCode())
                .isEqualTo(201);
        assertThat(POSTGRES.database().value("SELECT message ->> 'n' FROM pgmq.q_cleanup_tasks"))
                .isEqualTo("12345678901234567890.123456789");
        assertThat(POSTGRES.database().value("SELECT message ->> 'text' FROM pgmq.q_cleanup_tasks"))
                .isEqualTo("😀");

        HttpResponse<Buffer> refused = STAGE.post(path, "{\"messages\": [1, 2, 1e300000]}");
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(POSTGRES.database().count("SELECT count(*) FROM pgmq.q_cleanup_tasks"))
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "422 {\"message\": \"\\u0000\"}",
                "422 {\"message\": {\"a\": 1, \"a\": 2}}",
                "422 {\"message\": \"\\ud800\"}",
                "400 {\"message\": ",
                "400 {\"message\": 1} 2",
                "422 {\"mesage\": 1}",
                "422 {\"message\": 1, \"delay\": -1}",
                "422 {\"message\": 1, \"delay\": \"soon\"}",
                "422 {\"message\": 1, \"at\": \"2026-99-99T00:00:00Z\"}",
                "422 {\"messages\": []}",
                "422 []",
                "422 {\"message\": 1, \"headers\": {\"event_id\": \"x\"}}"
            })
    void whatIsWrongWithABodyIsSaidInWords(String statusAndBody) throws Exception {
        HttpResponse<Buffer> response =
                STAGE.post("/api/queues/report_generation/messages", statusAndBody.substring(4));

        assertThat(response.statusCode())
                .as("%s", response.bodyAsString())
                .isEqualTo(Integer.parseInt(statusAndBody.substring(0, 3)));
        assertThat(ApiStage.detail(response)).isNotBlank().doesNotContain("Exception");
    }

    @Test
    void aFieldThatIsWrongIsNamed() throws Exception {
        assertThat(ApiStage.detail(STAGE.post("/api/notify", "{\"type\": 1, \"data\": {}}")))
                .contains("type");
        assertThat(ApiStage.detail(STAGE.get("/api/failures?limit=0"))).contains("limit");
        assertThat(ApiStage.detail(STAGE.get("/api/failures?quue=x"))).contains("cause, limit, queue");
        assertThat(STAGE.post("/api/notify", "{}", request -> request.putHeader("Content-Type", "text/plain"))
                        .statusCode())
                .isEqualTo(415);
        assertThat(STAGE.post("/api/notify", "\"" + "x".repeat(1_100_000) + "\"")
                        .statusCode())
                .isEqualTo(413);
    }

    private static HttpResponse<Buffer> call(Example example) throws Exception {
        HttpRequest<Buffer> request =
                STAGE.request(HttpMethod.valueOf(example.method().toUpperCase(Locale.ROOT)), example.path());
        for (Map.Entry<String, String> header : example.headers().entrySet()) {
            request.putHeader(header.getKey(), header.getValue());
        }
        return example.body() == null
                ? request.send().await(20, TimeUnit.SECONDS)
                : request.putHeader("Content-Type", "application/json")
                        .sendBuffer(Buffer.buffer(example.body()))
                        .await(20, TimeUnit.SECONDS);
    }

    private static HttpResponse<Buffer> send(HttpMethod method, String path) throws Exception {
        return STAGE.request(method, path).send().await(20, TimeUnit.SECONDS);
    }

    /** What the examples are about. */
    private static void prepare() throws SQLException {
        POSTGRES.database().execute("""
                SELECT taskwire.schedule('nightly', '0 2 * * *', 'cleanup_tasks');
                DELETE FROM pgmq.q_report_generation WHERE msg_id = 1;
                INSERT INTO pgmq.q_report_generation (msg_id, enqueued_at, vt, message) OVERRIDING SYSTEM VALUE
                VALUES (1, clock_timestamp(), clock_timestamp(), '{"report": "a"}');
                SELECT setval(pg_get_serial_sequence('pgmq.q_report_generation', 'msg_id'),
                    (SELECT greatest(last_value, 1000) FROM pgmq.q_report_generation_msg_id_seq));
                DELETE FROM job_failures;
                INSERT INTO job_failures (id, queue, message_id, message, reason, attempts, failed_at)
                VALUES ('0f0e4a1c-52f0-4c4c-9a3c-6f5d8a3b0001', 'notifications', 3, '{}', 'there is no such type', 1,
                    clock_timestamp());
                TRUNCATE taskwire.http_job RESTART IDENTITY CASCADE;
                DELETE FROM taskwire.http_flow;
                DELETE FROM taskwire.http_queue;
                INSERT INTO taskwire.http_queue (name, url, headers) VALUES
                    ('invoices', 'https://example.com/invoices', '{"Authorization": "Bearer {{secret billing}}"}'),
                    ('unused', 'https://example.com/', '{}');
                INSERT INTO taskwire.http_flow (id, name) VALUES ('0f0e4a1c-52f0-4c4c-9a3c-6f5d8a3b0002', 'order 17');
                INSERT INTO taskwire.http_job (queue, payload, name, flow)
                SELECT 'invoices', '{"invoice": 17}', name, flow::uuid FROM (VALUES (NULL, NULL), (NULL, NULL),
                    ('pay', '0f0e4a1c-52f0-4c4c-9a3c-6f5d8a3b0002'), ('ship', '0f0e4a1c-52f0-4c4c-9a3c-6f5d8a3b0002')) AS job (name, flow);
                INSERT INTO taskwire.http_job_dependency (job, depends_on) VALUES (4, 3);
                UPDATE taskwire.http_job SET status = 'failed', attempts = 5, ended_at = clock_timestamp(), result_status = 500,
                    errors = '[{"at": "2026-11-24T09:00:00Z", "attempt": 5, "reason": "answered 500", "status": 500}]' WHERE id = 1;
                """);
    }
}
