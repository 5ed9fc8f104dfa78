package dev.taskwire.notification;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SendGridEventTest {
    private static final String MAIL = "00000000-0000-0000-0000-00000000000a";

    @Test
    void tellsAllThatTheDatabaseKeeps() {
        JsonObject bounce = new JsonObject()
                .put("sg_event_id", "event-1")
                .put("event_id", MAIL)
                .put("event", "bounce")
                .put("type", "bounce")
                .put("timestamp", 1_800_000_000)
                .put("email", "Ada@Example.com")
                .put("reason", "550 5.1.1 no such\r\nuser")
                .put("sg_message_id", "14c5d75ce93.recvd-555-1")
                .put("ip", "192.0.2.1");

        assertThat(row(bounce))
                .isEqualTo(new JsonObject()
                        .put("id", "event-1")
                        .put("event_id", MAIL)
                        .put("event", "bounce")
                        .put("state", "bounced")
                        .put("suppresses", true)
                        .put("occurred_at", "2027-01-15T08:00:00Z")
                        .put("recipient", "Ada@Example.com")
                        .put("reason", "550 5.1.1 no such user")
                        .put("message_id", "14c5d75ce93"));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "processed, accepted, false",
                "deferred, deferred, false",
                "delivered, delivered, false",
                "dropped, dropped, false",
                "bounce, bounced, true",
                "unsubscribe, unsubscribed, true",
                "group_unsubscribe, unsubscribed, false",
                "spamreport, spam_reported, true",
                "group_resubscribe, none, false",
                "account_status_change, none, false",
                "whatever comes next, none, false",
            })
    void eachKindHasItsMeaning(String kind, String state, boolean suppresses) {
        JsonObject row = row(new JsonObject().put("event", kind));

        assertThat(row.getString("state")).isEqualTo(state);
        assertThat(row.getBoolean("suppresses")).isEqualTo(suppresses);
    }

    @Test
    void aServerThatBlockedOneMailMayTakeAnother() {
        JsonObject row = row(new JsonObject().put("event", "bounce").put("type", "blocked"));

        assertThat(row.getString("state")).isEqualTo("bounced");
        assertThat(row.getBoolean("suppresses")).isFalse();
    }

    @Test
    void whatAReaderDoesIsLeftOut() {
        assertThat(new SendGridEvent(new JsonObject().put("event", "open")).isAboutReading())
                .isTrue();
        assertThat(new SendGridEvent(new JsonObject().put("event", "click")).isAboutReading())
                .isTrue();
        assertThat(new SendGridEvent(new JsonObject().put("event", "delivered")).isAboutReading())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "7", "00000000-0000-0000-0000-00000000000g", "1-1-1-1-1"})
    void anEventIdThatIsNoUuidNamesNoMail(String eventId) {
        assertThat(row(new JsonObject().put("event_id", eventId)).getString("event_id"))
                .isNull();
    }

    @Test
    void anythingCanBeRead() {
        JsonObject odd = new JsonObject()
                .put("sg_event_id", new JsonArray().add(1))
                .put("event_id", 7)
                .put("event", new JsonObject())
                .put("timestamp", 1e300)
                .put("email", true)
                .putNull("reason")
                .put("response", "nul \u0000, lone \uD800 and long: " + "x".repeat(10_000));

        JsonObject row = row(odd);

        assertThat(row.getString("id")).isEqualTo(row(odd.copy()).getString("id"));
        assertThat(row.getString("id")).isNotEqualTo(row(new JsonObject()).getString("id"));
        assertThat(row.getString("event")).isEmpty();
        assertThat(row.getString("occurred_at")).isNull();
        assertThat(row.getString("reason")).doesNotContain("\u0000").hasSizeLessThanOrEqualTo(500);
    }

    private static JsonObject row(JsonObject event) {
        return new SendGridEvent(event).row();
    }
}
