package dev.taskwire.notification;

import static dev.taskwire.notification.ReportedEvents.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskwire.config.NotificationConfig;
import dev.taskwire.postgres.Pools;
import dev.taskwire.support.PostgresExtension;
import io.vertx.core.CompositeFuture;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
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
    private static final int MAILS = 200;

    @RegisterExtension
    final LedgerStage stage = new LedgerStage(POSTGRES);

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private Pool otherPool;
    private ReportedEvents one;
    private ReportedEvents other;

    @BeforeEach
    void connect() {
        System.out.println("MailEventsRaceIT seed " + seed);
        otherPool = Pools.create(stage.vertx(), POSTGRES.config().database());
        one = new ReportedEvents(POSTGRES.database(), stage.pool());
        other = new ReportedEvents(POSTGRES.database(), otherPool);
    }

    @AfterEach
    void disconnect() throws Exception {
        otherPool.close().await(10, TimeUnit.SECONDS);
    }

    @Test
    void overlappingEventsAreCountedOnce() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            List<LedgerCall> calls = begun();
            List<JsonObject> events = events(calls, "delivered", "bounce");

            List<Optional<Integer>> taken = Future.all(
                            take(one, shuffled(events)),
                            take(other, shuffled(events)),
                            take(other, shuffled(events).subList(0, MAILS)))
                    .await(30, TimeUnit.SECONDS)
                    .list();

            assertThat(taken.stream().mapToInt(Optional::orElseThrow).sum()).isEqualTo(2 * MAILS);
        }
        assertThat(stage.rows()).hasSize(ROUNDS * MAILS).containsOnly("bounced, sends 1, unknowns 0");
        assertThat(deadlocks()).isZero();
    }

    @Test
    void theSameMailsAreReportedAndFinishedAtOnce() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            List<LedgerCall> calls = begun();

            CompositeFuture all = Future.all(
                            ledger(stage.pool()).finish(shuffled(results(calls))),
                            take(one, shuffled(events(calls, "delivered"))),
                            ledger(otherPool).finish(shuffled(results(calls))),
                            take(other, shuffled(events(calls, "bounce"))))
                    .await(30, TimeUnit.SECONDS);
            assertThat(all.succeeded()).isTrue();
        }
        assertThat(stage.rows()).hasSize(ROUNDS * MAILS).containsOnly("bounced, sends 1, unknowns 0");
        assertThat(POSTGRES.database()
                        .count("SELECT count(*) FROM taskwire.email_deliveries"
                                + " WHERE provider_message_id LIKE 'answered %'"))
                .isEqualTo(ROUNDS * MAILS);
        assertThat(deadlocks()).isZero();
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

    private List<LedgerCall> begun() throws Exception {
        List<Mail> mails = IntStream.range(0, MAILS)
                .mapToObj(i -> LedgerWorker.mail("user" + random.nextLong()))
                .toList();
        List<LedgerCall> calls = LedgerCall.of(mails, Deadline.in(Duration.ofSeconds(20)));
        assertThat(ledger(stage.pool()).begin(calls, Duration.ofSeconds(20)).await(10, TimeUnit.SECONDS))
                .hasSize(MAILS);
        return calls;
    }

    private static Ledger ledger(Pool pool) {
        NotificationConfig config = TestTypes.config(Map.of());
        return new Ledger(
                pool,
                new NotificationSettings("notifications", "public", Duration.ofSeconds(20), config),
                Notifications.MAIL);
    }

    private static List<LedgerResult> results(List<LedgerCall> calls) {
        return calls.stream()
                .map(call ->
                        LedgerResult.accepted(call, new MailAnswer.Accepted(Optional.of("answered " + call.eventId()))))
                .toList();
    }

    private static List<JsonObject> events(List<LedgerCall> calls, String... kinds) {
        return calls.stream()
                .flatMap(call -> Arrays.stream(kinds)
                        .map(kind -> event(call.eventId(), kind)
                                .put("email", call.mail().to().email())))
                .toList();
    }

    private <T> List<T> shuffled(List<T> items) {
        List<T> shuffled = new ArrayList<>(items);
        Collections.shuffle(shuffled, random);
        return shuffled;
    }

    private static Future<Optional<Integer>> take(ReportedEvents by, List<JsonObject> events) {
        return by.events().take(ReportedEvents.signed(events));
    }

    private static long deadlocks() throws SQLException {
        return POSTGRES.database().count("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()");
    }
}
