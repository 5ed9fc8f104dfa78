package dev.taskwire.notification;

import static dev.taskwire.notification.ReportedEvents.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskwire.config.OnUnknown;
import dev.taskwire.support.PostgresExtension;
import dev.taskwire.worker.Outcome;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** What the provider's events make of the ledger. */
@SuppressWarnings("NullAway.Init")
class MailEventsIT {
    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.migrated();

    private static final List<String> KINDS = List.of(
            "processed",
            "deferred",
            "delivered",
            "dropped",
            "bounce",
            "unsubscribe",
            "group_unsubscribe",
            "spamreport");

    private static final List<MailState> BY_RANK = List.of(
            MailState.ACCEPTED,
            MailState.DEFERRED,
            MailState.DELIVERED,
            MailState.DROPPED,
            MailState.BOUNCED,
            MailState.UNSUBSCRIBED,
            MailState.SPAM_REPORTED);

    @RegisterExtension
    final LedgerStage stage = new LedgerStage(POSTGRES);

    private ReportedEvents reported;

    @BeforeEach
    void connect() {
        reported = new ReportedEvents(POSTGRES.database(), stage.pool());
    }

    @ParameterizedTest
    @EnumSource
    void theDatabaseAndTheCodeAgreeOnWhatAStateMeans(MailState state) throws SQLException {
        assertThat(POSTGRES.database().value("SELECT taskwire.provider_has(?)", state.column()))
                .isEqualTo(String.valueOf(state.isWithProvider()));
        assertThat(POSTGRES.database().count("SELECT taskwire.mail_rank(?)", state.column()))
                .isEqualTo(BY_RANK.indexOf(state) + 1);
        assertThat(reported.state(reported.mail(state))).isEqualTo(state);
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.INCLUDE,
            names = {"SENDING", "FAILED", "UNKNOWN", "HELD", "GIVEN_UP", "SUPPRESSED"})
    void anyEventProvesThatTheProviderHasTheMail(MailState before) throws Exception {
        for (String kind : KINDS) {
            UUID mail = reported.mail(before);

            assertThat(reported.take(event(mail, kind).put("sg_message_id", "m7.recvd-1")))
                    .isEqualTo(1);

            assertThat(reported.state(mail).column())
                    .isEqualTo(new SendGridEvent(event(mail, kind)).row().getString("state"));
            assertThat(POSTGRES.database()
                            .value(
                                    "SELECT provider_message_id FROM taskwire.email_deliveries WHERE event_id = ?",
                                    mail))
                    .isEqualTo("m7");
        }
    }

    @Test
    void inWhateverOrderEventsComeTheSameIsKnownAtTheEnd() throws Exception {
        List<List<Integer>> orders = permutations(List.of(0, 1, 2, 3, 4));
        assertThat(orders).hasSize(120);
        for (List<Integer> order : orders) {
            UUID mail = reported.mail(MailState.UNKNOWN);
            List<JsonObject> events = List.of(
                    event(mail, "processed"),
                    event(mail, "deferred", 1, "451 busy"),
                    event(mail, "delivered", 2, "250 ok"),
                    event(mail, "bounce", 4, "554 full"),
                    event(mail, "bounce", 3, "550 nobody"));
            for (int which : order) {
                assertThat(reported.take(events.get(which))).isEqualTo(1);
            }
            assertThat(reported.standing(mail)).as("order %s", order).isEqualTo("bounced 554 full 4");
        }
    }

    @Test
    void ofTwoKindsTheOneThatSaysMoreStays() throws Exception {
        for (String one : KINDS) {
            for (String other : KINDS) {
                UUID mail = reported.mail(MailState.ACCEPTED);
                UUID together = reported.mail(MailState.ACCEPTED);

                int taken = reported.take(event(mail, one)) + reported.take(event(mail, other));
                assertThat(taken + reported.take(event(together, one), event(together, other)))
                        .isEqualTo(4);

                MailState most = Collections.max(List.of(state(one), state(other)));
                assertThat(reported.state(mail)).as("%s, then %s", one, other).isEqualTo(most);
                assertThat(reported.state(together))
                        .as("%s with %s", one, other)
                        .isEqualTo(most);
            }
        }
    }

    @Test
    void anEventIsTakenOnceAndUnderANewIdChangesNothing() throws Exception {
        UUID mail = reported.mail(MailState.ACCEPTED);
        JsonObject delivered = event(mail, "delivered", 2, "250 ok");

        assertThat(reported.take(delivered, delivered.copy())).isEqualTo(1);
        assertThat(reported.take(delivered)).isZero();
        assertThat(reported.take(event(mail, "deferred", 1, "451 busy"))).isEqualTo(1);
        assertThat(reported.take(delivered.copy().put("sg_event_id", "again"))).isEqualTo(1);

        assertThat(reported.standing(mail)).isEqualTo("delivered 250 ok 2");
        assertThat(POSTGRES.database().count("SELECT count(*) FROM taskwire.email_events"))
                .isEqualTo(3);
    }

    @Test
    void whatNamesNoMailOfOursIsKeptAndMovesNothing() throws Exception {
        UUID mail = reported.mail(MailState.UNKNOWN);

        assertThat(reported.take(
                        event(UUID.randomUUID(), "delivered"),
                        event(mail, "delivered").put("event_id", "invoice 7"),
                        new JsonObject().put("event", "account_status_change").put("type", "compliance_suspend"),
                        event(mail, "group_resubscribe"),
                        event(mail, "open"),
                        new JsonObject().put("email", "nul \u0000, lone \uD800")))
                .isEqualTo(5);

        assertThat(reported.state(mail)).isEqualTo(MailState.UNKNOWN);
        assertThat(POSTGRES.database().rows("SELECT event FROM taskwire.email_events ORDER BY event"))
                .extracting(row -> row.get("event"))
                .containsExactly("", "account_status_change", "delivered", "delivered", "group_resubscribe");
    }

    @Test
    void whatBouncesForGoodAndWhoeverWantsNoMailIsSuppressed() throws Exception {
        UUID mail = reported.mail(MailState.ACCEPTED);
        assertThat(reported.take(
                        event(mail, "bounce").put("email", "Gone@Example.com").put("type", "bounce"),
                        event(mail, "bounce").put("email", "full@example.com").put("type", "blocked"),
                        event(mail, "spamreport").put("email", "angry@example.com"),
                        event(mail, "unsubscribe").put("email", "calm@example.com"),
                        event(mail, "group_unsubscribe").put("email", "choosy@example.com"),
                        event(mail, "dropped").put("email", "dropped@example.com"),
                        event(UUID.randomUUID(), "spamreport").put("email", "angry@example.com"),
                        event(UUID.randomUUID(), "bounce").put("email", "other@example.com")))
                .isEqualTo(8);
        assertThat(reported.take(event(mail, "spamreport").put("email", "gone@example.com")))
                .isEqualTo(1);

        assertThat(
                        POSTGRES.database()
                                .rows(
                                        "SELECT address || ' ' || reason AS row FROM taskwire.suppressed_address ORDER BY address"))
                .extracting(row -> row.get("row"))
                .containsExactly(
                        "angry@example.com spam_reported",
                        "calm@example.com unsubscribed",
                        "gone@example.com bounced",
                        "other@example.com bounced");
    }

    @Test
    void aMailThatTheProviderReportsIsNotSentAgain() throws Exception {
        for (OnUnknown policy : OnUnknown.values()) {
            Mail mail = LedgerWorker.mail(policy.name());
            LedgerWorker worker = stage.worker(policy);
            stage.play("500");
            assertThat(worker.send(mail)).doesNotContain(Outcome.DONE);
            assertThat(reported.take(event(mail.eventId(), "delivered"))).isEqualTo(1);
            stage.play("202");
            int calls = stage.calls();

            assertThat(worker.send(mail)).containsExactly(Outcome.DONE);

            assertThat(stage.calls()).isEqualTo(calls);
            assertThat(reported.state(mail.eventId())).isEqualTo(MailState.DELIVERED);
        }
    }

    @Test
    void anAddressThatBouncedGetsNoMailAnyMore() throws Exception {
        assertThat(reported.take(event(UUID.randomUUID(), "bounce").put("email", "Ada@Example.com")))
                .isEqualTo(1);
        stage.play("202");

        assertThat(stage.send(OnUnknown.RESEND)).isEqualTo(Outcome.DONE);

        assertThat(stage.calls()).isZero();
        assertThat(stage.row()).isEqualTo("suppressed, sends 0, unknowns 0");
    }

    @Test
    void aLateAnswerOfTheCallDoesNotLowerWhatIsReported() throws Exception {
        Future<Outcome> outcome = stage.hang();
        assertThat(reported.take(event(LedgerStage.MAIL.eventId(), "delivered")))
                .isEqualTo(1);

        stage.release(202, "provider-7");

        assertThat(outcome.await(5, TimeUnit.SECONDS)).isEqualTo(Outcome.DONE);
        assertThat(stage.row()).isEqualTo("delivered, sends 1, unknowns 0");
        assertThat(POSTGRES.database().value("SELECT provider_message_id FROM taskwire.email_deliveries"))
                .isEqualTo("provider-7");
    }

    @Test
    void aCallWhoseEndIsUnknownIsCountedAndStaysReported() throws Exception {
        Future<Outcome> outcome = stage.hang();
        assertThat(reported.take(event(LedgerStage.MAIL.eventId(), "processed")))
                .isEqualTo(1);

        stage.release(500, "");

        assertThat(outcome.await(5, TimeUnit.SECONDS)).isInstanceOf(Outcome.Retry.class);
        assertThat(stage.row()).isEqualTo("accepted, sends 1, unknowns 1");
        assertThat(stage.send(OnUnknown.RESEND)).isEqualTo(Outcome.DONE);
        assertThat(stage.calls()).isEqualTo(1);
    }

    @Test
    void aMailThatWasSuppressedMayBeSentWhenItsMessageComesAgain() throws Exception {
        stage.play("400");
        assertThat(stage.send(OnUnknown.RESEND)).isInstanceOf(Outcome.Reject.class);
        POSTGRES.database().execute("UPDATE taskwire.email_deliveries SET state = 'suppressed'");
        stage.play("202");

        assertThat(stage.send(OnUnknown.HOLD)).isEqualTo(Outcome.DONE);

        assertThat(stage.row()).isEqualTo("accepted, sends 2, unknowns 0");
    }

    @Test
    void beforeThereIsADatabaseNothingIsTaken() {
        assertThatThrownBy(() -> new MailEvents(Duration.ofMinutes(5))
                        .take(ReportedEvents.signed(List.of()))
                        .await(5, TimeUnit.SECONDS))
                .hasMessage("the database is not ready yet");
    }

    private static MailState state(String kind) {
        return MailState.of(
                new SendGridEvent(new JsonObject().put("event", kind)).row().getString("state"));
    }

    private static <T> List<List<T>> permutations(List<T> items) {
        if (items.isEmpty()) {
            return List.of(List.of());
        }
        List<List<T>> all = new ArrayList<>();
        for (T first : items) {
            List<T> rest = items.stream().filter(item -> !item.equals(first)).toList();
            for (List<T> order : permutations(rest)) {
                List<T> whole = new ArrayList<>(List.of(first));
                whole.addAll(order);
                all.add(whole);
            }
        }
        return all;
    }
}
