package dev.taskwire.chaos;

import static dev.taskwire.chaos.ScaleStage.TASKS;
import static dev.taskwire.chaos.ScaleStage.seconds;
import static dev.taskwire.chaos.ScaleStage.since;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.taskwire.chaos.MailEndpoint.Answer;
import dev.taskwire.chaos.MailScript.Named;
import dev.taskwire.support.PostgresExtension;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
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
    private static final Duration OUTAGE = Duration.ofSeconds(10);
    private static final Duration LOCKED_OUT = Duration.ofSeconds(15);
    private static final int RESETS = 5;

    /** A destination that stays closed is tried every ten seconds at the least; the rest is the machine's. */
    private static final Duration FIRST_MAIL_MOST = Duration.ofSeconds(15);

    private static final Map<String, String> BY_TEMPLATE = Map.of(
            "TASKWIRE_NOTIFICATIONS_TYPES_TASK_ASSIGNED_SENDGRID_TEMPLATE", "d-0123456789abcdef0123456789abcdef",
            "TASKWIRE_QUEUES_NOTIFICATIONS_BATCH_SIZE", "1000",
            "TASKWIRE_QUEUES_NOTIFICATIONS_CONCURRENCY", "2000");

    @RegisterExtension
    final PostgresExtension postgres = PostgresExtension.migrated();

    @ParameterizedTest(name = "from {0}")
    @EnumSource(names = {"ONE_PROCESS", "THREE_PROCESSES"})
    void anOutageAndManyRefusalsCostNoMailAndNoAttempt(FleetSize size, Vertx vertx) throws Exception {
        try (ScaleStage stage = stage(vertx, Map.of())) {
            TooMany tooMany = new TooMany(100);
            stage.endpoint().answers(tooMany);
            long began = stage.begin(size.processes());
            stage.awaitMails(stage.assignments().good() / 2);

            stage.goAwayInPeace();
            stage.endpoint().answers(tooMany);
            int before = stage.endpoint().mails().count();
            ScaleStage.last(OUTAGE);
            assertThat(stage.closed()).singleElement().asString().contains("cannot be reached");
            long back = System.nanoTime();
            stage.endpoint().comeBack();
            stage.awaitMails(before + 1);
            Duration first = since(back);
            stage.awaitDone();
            Duration all = since(back);
            Duration taken = since(began);

            stage.assertAllIsWell();
            assertThat(tooMany.count()).isPositive();
            assertThat(stage.assignments().postponed()).isPositive();
            System.out.println("chaos: " + TASKS + " notifications, " + size + ", an outage of 10 s after " + before
                    + " mails: done in " + seconds(taken) + ", " + stage.mailsASecond(taken.minus(OUTAGE))
                    + " mails/s without the outage; " + stage.endpoint().requests() + " requests, " + tooMany.count()
                    + " answered 429; the first mail " + seconds(first) + " after the outage, all after "
                    + seconds(all) + "; " + stage.assignments().summary());
            assertThat(first).isLessThan(FIRST_MAIL_MOST);
        }
    }

    @Test
    void connectionsThatBreakUnderRequestsCostNoMailAndWhatIsUnknownIsInTheLedger(Vertx vertx) throws Exception {
        try (ScaleStage stage = stage(vertx, Map.of())) {
            long began = stage.begin(3);
            for (int reset = 1; reset <= RESETS; reset++) {
                stage.awaitMails(reset * stage.assignments().good() / (RESETS + 1));
                stage.endpoint().goAway();
                await().atMost(ScaleStage.MOST).until(() -> !stage.closed().isEmpty());
                stage.endpoint().comeBack();
            }
            stage.awaitDone();

            System.out.println("chaos: " + TASKS + " notifications, three processes, " + RESETS
                    + " times all connections reset under their requests: done in " + seconds(since(began)) + "; "
                    + stage.endpoint().duplicates().size() + " mails came twice; "
                    + stage.assignments().summary());
            stage.assignments().assertMailed(stage.endpoint());
            stage.assignments().assertDeadLetters();
            stage.assignments().assertNoAttemptFailedBut("%whether it took the mail is not known");
        }
    }

    @ParameterizedTest(name = "{0} named, at most {1} mails a request")
    @CsvSource({"FIRST, 1000", "NONE, 1000", "ALL, 300"})
    void badAddressesAreFoundAmongTheThousandMailsOfARequest(Named named, int most, Vertx vertx) throws Exception {
        try (ScaleStage stage = stage(vertx, BY_TEMPLATE)) {
            TooMany tooMany = new TooMany(20);
            stage.endpoint().script().refusesAddresses(ManyAssignments::isBad, named);
            stage.endpoint().script().takesAtMost(most);
            stage.endpoint().answers(tooMany);
            long began = stage.begin(1);
            stage.awaitDone();
            Duration taken = since(began);

            stage.assertAllIsWell();
            int together = stage.endpoint().mails().mostTogether();
            System.out.println(
                    "chaos: " + TASKS + " notifications by a SendGrid template, bad addresses named: " + named
                            + ", more than " + most + " mails too large: done in " + seconds(taken) + ", "
                            + stage.mailsASecond(taken) + " mails/s; "
                            + stage.endpoint().requests() + " requests, "
                            + tooMany.count() + " answered 429; up to " + together + " mails in one that was accepted; "
                            + stage.assignments().summary());
            assertThat(together).isBetween(named == Named.NONE ? 10 : most / 4, most);
        }
    }

    @ParameterizedTest(name = "from {0}")
    @EnumSource(names = {"ONE_PROCESS", "THREE_PROCESSES"})
    void aKeyThatIsRefusedForAWhileIsTriedSeldomAndCostsNoAttempt(FleetSize size, Vertx vertx) throws Exception {
        try (ScaleStage stage = stage(vertx, Map.of())) {
            assertThat(stage.begin(size.processes())).isNotZero();
            stage.awaitMails(stage.assignments().good() / 4);

            LockedOut lockedOut = new LockedOut();
            stage.endpoint().answers(lockedOut);
            await().atMost(ScaleStage.MOST).until(() -> !stage.closed().isEmpty());
            ScaleStage.last(LOCKED_OUT);
            assertThat(stage.closed()).containsExactly("true: SendGrid answered 401: authorization required");
            stage.endpoint().answers(request -> Answer.ACCEPT);
            int before = stage.endpoint().mails().count();
            long mended = System.nanoTime();
            stage.awaitMails(before + 1);
            Duration first = since(mended);
            stage.awaitDone();
            Duration all = since(mended);

            stage.assertAllIsWell();
            System.out.println("chaos: " + TASKS + " notifications, " + size + ", the key refused (401) for 15 s after "
                    + before + " mails: requests by second " + lockedOut.bySecond() + "; the first mail "
                    + seconds(first) + " after the mending, all after " + seconds(all) + "; "
                    + stage.assignments().summary());
            assertThat(lockedOut.after(Duration.ofSeconds(2))).isLessThanOrEqualTo(5);
            assertThat(first).isLessThan(FIRST_MAIL_MOST);
        }
    }

    private ScaleStage stage(Vertx vertx, Map<String, String> settings) throws Exception {
        return new ScaleStage(postgres.database(), vertx, settings);
    }
}
