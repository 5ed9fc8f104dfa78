package dev.taskwire.notification;

import static dev.taskwire.notification.ReportedEvents.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskwire.config.NotificationConfig;
import dev.taskwire.postgres.Pools;
import dev.taskwire.testing.PostgresExtension;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Several processes that take the provider's events at once, while the ends of the calls are written. */
@SuppressWarnings("NullAway.Init")
class MailEventsRaceIT {
    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.migrated();

    private static final int ROUNDS = 25;
    private static final int MAILS = 40;

    @RegisterExtension
    final LedgerStage stage = new LedgerStage(POSTGRES);

    private Pool otherPool;
    private ReportedEvents one;
    private ReportedEvents other;

    @BeforeEach
    void connect() {
        otherPool = Pools.create(stage.vertx(), POSTGRES.config().database());
        one = new ReportedEvents(POSTGRES.database(), stage.pool());
        other = new ReportedEvents(POSTGRES.database(), otherPool);
    }

    @AfterEach
    void disconnect() throws Exception {
        otherPool.close().await(10, TimeUnit.SECONDS);
    }

    @Test
    void overlappingEventsAreCountedOnceAndNobodyWaitsForEver() throws Exception {
        long seed = System.nanoTime();
        System.out.println("MailEventsRaceIT seed " + seed);
        Random random = new Random(seed);
        NotificationConfig config = new NotificationConfig("SELECT", Templates.BUILT_IN, "", Map.of());
        Ledger ledger = new Ledger(
                stage.pool(), new NotificationSettings("notifications", "public", Duration.ofSeconds(20), config));
        for (int round = 0; round < ROUNDS; round++) {
            List<LedgerCall> calls = calls(random);
            assertThat(ledger.begin(calls, Duration.ofSeconds(20)).await(10, TimeUnit.SECONDS))
                    .hasSize(MAILS);

            Future<Void> finished = ledger.finish(shuffled(results(calls), random));
            List<JsonObject> events = events(calls);
            Future<Optional<Integer>> first = take(one, shuffled(events, random));
            Future<Optional<Integer>> second = take(other, shuffled(events, random));
            Future<Optional<Integer>> third =
                    take(other, shuffled(events, random).subList(0, MAILS));

            int taken = Future.all(first, second, third).await(30, TimeUnit.SECONDS).<Optional<Integer>>list().stream()
                    .mapToInt(Optional::orElseThrow)
                    .sum();
            finished.await(30, TimeUnit.SECONDS);
            assertThat(taken).isEqualTo(2 * MAILS);
        }
        assertThat(stage.rows()).hasSize(ROUNDS * MAILS).containsOnly("bounced, sends 1, unknowns 0");
        assertThat(POSTGRES.database()
                        .count("SELECT count(*) FROM taskwire.email_deliveries"
                                + " WHERE provider_message_id LIKE 'answered %'"))
                .isEqualTo(ROUNDS * MAILS);
        assertThat(POSTGRES.database()
                        .count("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"))
                .isZero();
    }

    @Test
    void theSameRequestIsTakenByOneOfThem() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            UUID mail = one.mail(MailState.ACCEPTED);
            SignedEvents request = ReportedEvents.signed(List.of(event(mail, "delivered")));

            List<Optional<Integer>> answers = Future.all(
                            one.events().take(request), other.events().take(request))
                    .await(20, TimeUnit.SECONDS)
                    .list();

            assertThat(answers).containsExactlyInAnyOrder(Optional.of(1), Optional.empty());
            assertThat(one.state(mail)).isEqualTo(MailState.DELIVERED);
        }
        assertThat(POSTGRES.database().count("SELECT count(*) FROM taskwire.webhook_signature"))
                .isEqualTo(ROUNDS);
    }

    @Test
    void signaturesThatAreTooOldGoAFewAtATime() throws Exception {
        POSTGRES.database().execute("""
                INSERT INTO taskwire.webhook_signature (digest, signed_at)
                SELECT sha256(n::text::bytea), clock_timestamp() - n * interval '1 minute' FROM generate_series(1, 80) AS n
                """);
        List<Long> left = new ArrayList<>();
        for (int request = 0; request < 3; request++) {
            assertThat(one.take()).isZero();
            left.add(POSTGRES.database().count("SELECT count(*) FROM taskwire.webhook_signature"));
        }

        assertThat(left).containsExactly(71L, 66L, 67L);
    }

    private static List<LedgerCall> calls(Random random) {
        List<LedgerCall> calls = new ArrayList<>();
        for (int i = 0; i < MAILS; i++) {
            Mail mail = LedgerWorker.mail("user" + random.nextLong());
            calls.add(LedgerCall.of(mail, Deadline.in(Duration.ofSeconds(20))));
        }
        return calls;
    }

    private static List<LedgerResult> results(List<LedgerCall> calls) {
        return calls.stream()
                .map(call ->
                        LedgerResult.accepted(call, new MailAnswer.Accepted(Optional.of("answered " + call.eventId()))))
                .toList();
    }

    private static List<JsonObject> events(List<LedgerCall> calls) {
        List<JsonObject> events = new ArrayList<>();
        for (LedgerCall call : calls) {
            String email = call.mail().to().email();
            events.add(event(call.eventId(), "delivered").put("email", email));
            events.add(event(call.eventId(), "bounce").put("email", email));
        }
        return events;
    }

    private static <T> List<T> shuffled(List<T> items, Random random) {
        List<T> shuffled = new ArrayList<>(items);
        Collections.shuffle(shuffled, random);
        return shuffled;
    }

    private static Future<Optional<Integer>> take(ReportedEvents by, List<JsonObject> events) {
        return by.events().take(ReportedEvents.signed(events));
    }
}
