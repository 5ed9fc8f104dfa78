package dev.taskwire.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskwire.postgres.Pools;
import dev.taskwire.support.PostgresExtension;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.sqlclient.Pool;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Endpoints that took a call over answer later, and nobody answers in their place. */
@SuppressWarnings("NullAway.Init")
final class HttpCallbacksIT {
    @Order(1)
    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.migrated();

    @Order(2)
    @RegisterExtension
    static final ApiStage STAGE = new ApiStage(POSTGRES);

    private static Pool pool;

    @BeforeAll
    static void open() {
        pool = Pools.create(STAGE.vertx(), POSTGRES.config().database());
        STAGE.openCallbacks(pool);
    }

    @AfterAll
    static void close() throws Exception {
        pool.close().await(10, TimeUnit.SECONDS);
    }

    @BeforeEach
    void oneJobAwaitsItsAnswer() throws SQLException {
        POSTGRES.database().execute("""
                TRUNCATE taskwire.http_job RESTART IDENTITY CASCADE;
                DELETE FROM taskwire.http_queue;
                INSERT INTO taskwire.http_queue (name, url, callbacks) VALUES ('images', 'https://example.com/', true);
                INSERT INTO taskwire.http_job (queue) VALUES ('images');
                UPDATE taskwire.http_job SET status = 'in_progress', callback_until = clock_timestamp() + interval '1 hour'
                """);
    }

    @Test
    void anAnswerIsTakenOnceAndKeptAsTheResult() throws Exception {
        assertThat(answer(1, 1, "{\"status\": \"working\"}").statusCode()).isEqualTo(204);
        assertThat(answer(1, 1, "{\"status\": \"done\", \"result\": {\"pages\": 3}}")
                        .statusCode())
                .isEqualTo(204);
        assertThat(POSTGRES.database().value("SELECT status || ' ' || result_body FROM taskwire.http_job"))
                .isEqualTo("successful {\"pages\": 3}");

        HttpResponse<Buffer> again = answer(1, 1, "{\"status\": \"failed\"}");
        assertThat(again.statusCode()).isEqualTo(409);
        assertThat(ApiStage.detail(again)).contains("no longer");
    }

    @Test
    void aFailureIsAnAttemptAndTheEndWhereItIsFinal() throws Exception {
        assertThat(answer(1, 1, "{\"status\": \"failed\", \"reason\": \"no such image\", \"final\": true}")
                        .statusCode())
                .isEqualTo(204);
        assertThat(POSTGRES.database()
                        .value("SELECT status || ' ' || (errors -> 0 ->> 'reason') FROM taskwire.http_job"))
                .isEqualTo("failed no such image");
    }

    @Test
    void onlyTheSignedAddressOfThatAttemptIsGoodForIt() throws Exception {
        String done = "{\"status\": \"done\"}";
        assertThat(post(1, 1, signature(1, 2), done).statusCode()).isEqualTo(401);
        assertThat(post(1, 1, "", done).statusCode()).isEqualTo(401);
        assertThat(answer(1, 2, done).statusCode()).isEqualTo(409);
        assertThat(answer(99, 1, done).statusCode()).isEqualTo(404);
        assertThat(POSTGRES.database().value("SELECT status FROM taskwire.http_job"))
                .isEqualTo("in_progress");
    }

    @Test
    void whatIsNoAnswerIsRefusedInWords() throws Exception {
        assertThat(answer(1, 1, "{\"status\": \"maybe\"}").statusCode()).isEqualTo(422);
        assertThat(answer(1, 1, "[]").statusCode()).isEqualTo(422);
        assertThat(answer(1, 1, "{").statusCode()).isEqualTo(400);
        assertThat(answer(1, 1, "\"" + "x".repeat(1_100_000) + "\"").statusCode())
                .isEqualTo(413);
        assertThat(STAGE.post("/api/http/callbacks/x/1", "{}").statusCode()).isEqualTo(401);
    }

    private static HttpResponse<Buffer> answer(long job, int attempt, String said) throws Exception {
        return post(job, attempt, signature(job, attempt), said);
    }

    private static HttpResponse<Buffer> post(long job, int attempt, String signature, String said) throws Exception {
        return STAGE.post("/api/http/callbacks/" + job + "/" + attempt + "?signature=" + signature, said, request -> {
            request.headers().remove("Authorization");
            return request;
        });
    }

    private static String signature(long job, int attempt) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(ApiStage.CALLBACK_SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        byte[] text = ("taskwire callback " + job + " " + attempt).getBytes(StandardCharsets.UTF_8);
        return HexFormat.of().formatHex(mac.doFinal(text));
    }
}
