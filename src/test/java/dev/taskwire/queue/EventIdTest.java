package dev.taskwire.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventIdTest {
    /** What Postgres answers for {@code md5('notifications:7:1767323045123456')::uuid}. */
    private static final UUID DERIVED = UUID.fromString("4935e467-9378-848d-2160-7ed6804b3c1d");

    @Test
    void isTheOneThatTheSenderGave() {
        UUID given = UUID.randomUUID();

        assertThat(EventId.of("notifications", message(new JsonObject().put("event_id", given.toString()))))
                .isEqualTo(given);
    }

    @Test
    void followsFromWhereAndWhenTheMessageWasQueued() {
        assertThat(EventId.of("notifications", message(new JsonObject()))).isEqualTo(DERIVED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1-1-1-1-1", "not a uuid", "{00000000-0000-0000-0000-000000000001}"})
    void isDerivedWhereTheGivenOneIsNone(String given) {
        assertThat(EventId.of("notifications", message(new JsonObject().put("event_id", given))))
                .isEqualTo(DERIVED);
    }

    @Test
    void differsByQueue() {
        assertThat(EventId.of("email_notifications", message(new JsonObject()))).isNotEqualTo(DERIVED);
    }

    private static Message message(JsonObject headers) {
        return new Message(7, 1, Instant.parse("2026-01-02T03:04:05.123456Z"), new JsonObject(), headers);
    }
}
