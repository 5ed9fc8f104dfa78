package dev.taskwire.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.taskwire.chaos.Fleet.Member;
import dev.taskwire.chaos.MailEndpoint.Answer;
import dev.taskwire.chaos.MailScript.Named;
import dev.taskwire.testing.PostgresExtension;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Ten thousand notifications through a provider that refuses some, is too busy now and then, goes away, or knows the key
 * no more: every good one is mailed once, and none of that costs an attempt.
 */
@ExtendWith(VertxExtension.class)
@Timeout(value = 8, unit = TimeUnit.MINUTES)
final class NotificationsAtScaleChaosIT {
    private static final int TASKS = 10_000;
    private static final Duration MOST = Duration.ofMinutes(5);
    private static final Duration OUTAGE = Duration.ofSeconds(10);
    private static final Duration LOCKED_OUT = Duration.ofSeconds(15);

    /** A destination that stays closed is tried every ten seconds at the least; the rest is the machine's. */
    private static final Duration FIRST_MAIL_MOST = Duration.ofSeconds(15);

    private static final Map<String, String> BY_TEMPLATE = Map.of(
            "TASKWIRE_NOTIFICATIONS_TYPES_TASK_ASSIGNED_SENDGRID_TEMPLATE", "d-0123456789abcdef0123456789abcdef",
            "TASKWIRE_QUEUES_NOTIFICATIONS_BATCH_SIZE", "1000",
            "TASKWIRE_QUEUES_NOTIFICATIONS_CONCURRENCY", "2000");

    @RegisterExtension
    final PostgresExtension postgres = PostgresExtension.migrated();

    private ManyAssignments assignments;

    @BeforeEach
    void prepare() {
        assignments = new ManyAssignments(postgres.database(), TASKS);
    }

    @ParameterizedTest(name = "from {0}")
    @EnumSource(names = {"ONE_PROCESS", "THREE_PROCESSES"})
    void anOutageAndManyRefusalsCostNoMailAndNoAttempt(FleetSize size, Vertx vertx) throws Exception {
        try (MailEndpoint endpoint = MailEndpoint.open(vertx);
                Fleet fleet = new Fleet(postgres.database(), endpoint, Map.of())) {
            TooMany tooMany = new TooMany(100);
            endpoint.script().refusesAddresses(ManyAssignments::isBad, Named.ALL);
            endpoint.answers(tooMany);
            List<Member> serving = fleet.startListening(size.processes());
            assignments.assign();
            long began = System.nanoTime();
            awaitMails(endpoint, assignments.good() / 2);

            endpoint.goAway();
            int before = endpoint.mails().count();
            await().pollDelay(OUTAGE).atMost(OUTAGE.multipliedBy(2)).until(() -> true);
            assertThat(destination()).singleElement().asString().contains("cannot be reached");
            long back = System.nanoTime();
            endpoint.comeBack();
            awaitMails(endpoint, before + 1);
            Duration first = since(back);
            awaitDone();
            Duration all = since(back);
            Duration taken = since(began);

            assertAllIsWell(endpoint, serving);
            assertThat(tooMany.count()).isPositive();
            assertThat(assignments.postponed()).isPositive();
            System.out.println("chaos: " + TASKS + " notifications, " + size + ", an outage of 10 s after " + before
                    + " mails: done in " + seconds(taken) + ", " + rate(endpoint, taken.minus(OUTAGE))
                    + " mails/s without the outage; " + endpoint.requests() + " requests, " + tooMany.count()
                    + " answered 429; the first mail " + seconds(first) + " after the outage, all after "
                    + seconds(all) + "; " + assignments.summary());
            assertThat(first).isLessThan(FIRST_MAIL_MOST);
        }
    }

    @ParameterizedTest(name = "{0} named, at most {1} mails a request")
    @CsvSource({"ALL, 1000", "FIRST, 1000", "NONE, 1000", "ALL, 300"})
    void badAddressesAreFoundAmongTheThousandMailsOfARequest(Named named, int most, Vertx vertx) throws Exception {
        try (MailEndpoint endpoint = MailEndpoint.open(vertx);
                Fleet fleet = new Fleet(postgres.database(), endpoint, BY_TEMPLATE)) {
            TooMany tooMany = new TooMany(20);
            endpoint.script().refusesAddresses(ManyAssignments::isBad, named);
            endpoint.script().takesAtMost(most);
            endpoint.answers(tooMany);
            List<Member> serving = fleet.startListening(1);
            assignments.assign();
            long began = System.nanoTime();
            awaitDone();
            Duration taken = since(began);

            assertAllIsWell(endpoint, serving);
            System.out.println("chaos: " + TASKS + " notifications by a SendGrid template, bad addresses named: "
                    + named
                    + ", more than " + most + " mails too large: done in " + seconds(taken) + ", "
                    + rate(endpoint, taken) + " mails/s; " + endpoint.requests() + " requests, " + tooMany.count()
                    + " answered 429; up to " + endpoint.mails().mostTogether() + " mails in one that was accepted; "
                    + assignments.summary());
            assertThat(endpoint.mails().mostTogether()).isBetween(named == Named.NONE ? 10 : most / 4, most);
        }
    }

    @ParameterizedTest(name = "from {0}")
    @EnumSource(names = {"ONE_PROCESS", "THREE_PROCESSES"})
    void aKeyThatIsRefusedForAWhileIsTriedSeldomAndCostsNoAttempt(FleetSize size, Vertx vertx) throws Exception {
        try (MailEndpoint endpoint = MailEndpoint.open(vertx);
                Fleet fleet = new Fleet(postgres.database(), endpoint, Map.of())) {
            endpoint.script().refusesAddresses(ManyAssignments::isBad, Named.ALL);
            List<Member> serving = fleet.startListening(size.processes());
            assignments.assign();
            awaitMails(endpoint, assignments.good() / 4);

            LockedOut lockedOut = new LockedOut();
            endpoint.answers(lockedOut);
            await().atMost(MOST).until(() -> !destination().isEmpty());
            await().pollDelay(LOCKED_OUT).atMost(LOCKED_OUT.multipliedBy(2)).until(() -> true);
            assertThat(destination()).containsExactly("true: SendGrid answered 401: authorization required");
            endpoint.answers(request -> Answer.ACCEPT);
            int before = endpoint.mails().count();
            long mended = System.nanoTime();
            awaitMails(endpoint, before + 1);
            Duration first = since(mended);
            awaitDone();
            Duration all = since(mended);

            assertAllIsWell(endpoint, serving);
            System.out.println("chaos: " + TASKS + " notifications, " + size + ", the key refused (401) for 15 s after "
                    + before + " mails: requests by second " + lockedOut.bySecond() + "; the first mail "
                    + seconds(first) + " after the mending, all after " + seconds(all) + ", "
                    + assignments.summary());
            assertThat(lockedOut.after(Duration.ofSeconds(2))).isLessThanOrEqualTo(5);
            assertThat(first).isLessThan(FIRST_MAIL_MOST);
        }
    }

    private void assertAllIsWell(MailEndpoint endpoint, List<Member> serving) throws Exception {
        assignments.assertMailedOnce(endpoint);
        assignments.assertNoAttemptWasInVain();
        assignments.assertDeadLetters();
        assignments.assertLedger();
        assignments.assertShownOnce();
        assertThat(destination()).isEmpty();
        for (Member member : serving) {
            assertThat(member.process().output()).doesNotContain("could not be written", "the lease had ended");
        }
    }

    private List<String> destination() throws Exception {
        return postgres
                .database()
                .rows("SELECT needs_mending || ': ' || reason AS line FROM taskwire.destination")
                .stream()
                .map(row -> String.valueOf(row.get("line")))
                .toList();
    }

    private static void awaitMails(MailEndpoint endpoint, int mails) {
        await().atMost(MOST)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> endpoint.mails().count() >= mails);
    }

    private void awaitDone() {
        await().atMost(MOST).pollInterval(Duration.ofMillis(200)).until(() -> assignments.waiting() == 0);
    }

    private static Duration since(long nanoTime) {
        return Duration.ofNanos(System.nanoTime() - nanoTime);
    }

    private static String seconds(Duration time) {
        return String.format("%.1f s", time.toMillis() / 1000.0);
    }

    private static long rate(MailEndpoint endpoint, Duration time) {
        return endpoint.mails().count() * 1000L / time.toMillis();
    }
}
