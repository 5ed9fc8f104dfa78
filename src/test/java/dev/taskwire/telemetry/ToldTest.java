package dev.taskwire.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.spi.tracing.TagExtractor;
import io.vertx.pgclient.PgException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What spans tell of calls, and what they do not. */
final class ToldTest {
    @Test
    void aStatementIsToldByItsNameAndNotByItsText() {
        Told told = told(Map.of(
                "db.query.text",
                "-- notification.in_app\nINSERT INTO notifications VALUES ('secret')",
                "db.user",
                "me"));

        assertThat(told.name()).isEqualTo("notification.in_app");
        assertThat(told.tags())
                .containsEntry("db.query.summary", "notification.in_app")
                .doesNotContainKeys("db.query.text", "db.user");
        assertThat(told(Map.of("db.query.text", "select 1")).name()).isEqualTo("SELECT");
    }

    @Test
    void anAddressIsToldWithoutPathAndQuery() {
        assertThat(told(Map.of("url.full", "https://hooks.example.com:8443/services/secret?token=secret"))
                        .tags())
                .containsEntry("url.full", "https://hooks.example.com:8443");
        assertThat(told(Map.of("url.full", "not an address", "url.query", "q", "http.url", "u"))
                        .tags())
                .isEmpty();
    }

    @Test
    void aMessageOfTheEventBusIsNoCall() {
        assertThat(told(Map.of("messaging.system", "vertx-eventbus")).isBus()).isTrue();
        assertThat(told(Map.of("http.request.method", "POST")).isBus()).isFalse();
    }

    @Test
    void aFailureOfPostgresIsToldByItsCode() {
        PgException refused = new PgException("invalid input: \"secret\"", "ERROR", "22P02", "secret");

        assertThat(Told.failure(refused)).hasMessage("SQLSTATE 22P02").hasNoCause();
        assertThat(Told.failure(new IllegalStateException("secret"))).hasMessage("IllegalStateException");
        assertThat(Told.failure(null)).isNull();
    }

    private static Told told(Map<String, String> tags) {
        return Told.of("POST", tags, new TagExtractor<Map<String, String>>() {
            @Override
            public int len(Map<String, String> all) {
                return all.size();
            }

            @Override
            public String name(Map<String, String> all, int index) {
                return all.keySet().stream().sorted().toList().get(index);
            }

            @Override
            public String value(Map<String, String> all, int index) {
                return all.getOrDefault(name(all, index), "");
            }
        });
    }
}
