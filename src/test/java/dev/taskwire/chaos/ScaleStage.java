package dev.taskwire.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.taskwire.chaos.Fleet.Member;
import dev.taskwire.chaos.MailEndpoint.Answer;
import dev.taskwire.chaos.MailScript.Named;
import dev.taskwire.support.TestDatabase;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Ten thousand assignments, the processes that tell of them, and an endpoint that refuses the bad addresses. */
final class ScaleStage implements AutoCloseable {
    static final int TASKS = 10_000;
    static final Duration MOST = Duration.ofMinutes(5);

    private static final Duration LOOK = Duration.ofMillis(20);

    /** Shorter than the second after which a closed destination is tried. */
    private static final Duration QUIET = Duration.ofMillis(300);

    private final TestDatabase database;
    private final MailEndpoint endpoint;
    private final Fleet fleet;
    private final ManyAssignments assignments;
    private final List<Member> serving = new ArrayList<>();

    ScaleStage(TestDatabase database, Vertx vertx, Map<String, String> settings) throws Exception {
        this.database = database;
        this.endpoint = MailEndpoint.open(vertx);
        this.fleet = new Fleet(database, endpoint, settings);
        this.assignments = new ManyAssignments(database, TASKS);
        endpoint.script().refusesAddresses(ManyAssignments::isBad, Named.ALL);
    }

    MailEndpoint endpoint() {
        return endpoint;
    }

    ManyAssignments assignments() {
        return assignments;
    }

    /** Is back when the processes listen and all tasks are assigned; answers when that was. */
    long begin(int processes) throws Exception {
        serving.addAll(fleet.startListening(processes));
        assignments.assign();
        return System.nanoTime();
    }

    void awaitMails(int mails) {
        await().atMost(MOST).pollInterval(LOOK).until(() -> endpoint.mails().count() >= mails);
    }

    void awaitDone() {
        await().atMost(MOST).pollInterval(Duration.ofMillis(200)).until(() -> assignments.waiting() == 0);
    }

    /** Says to everybody that it is going, and goes when nobody has a request open. */
    void goAwayInPeace() throws Exception {
        endpoint.answers(request -> Answer.UNAVAILABLE);
        await().atMost(MOST)
                .pollInterval(LOOK)
                .during(QUIET)
                .until(() -> serving.stream().allMatch(member -> endpoint.open(member.key()) == 0));
        endpoint.goAway();
    }

    /** That a fault lasts so long is what a test is about. */
    static void last(Duration time) {
        await().pollDelay(time).atMost(time.multipliedBy(2)).until(() -> true);
    }

    /** What stands in the table of closed destinations. */
    List<String> closed() throws Exception {
        return database.rows("SELECT needs_mending || ': ' || reason AS line FROM taskwire.destination").stream()
                .map(row -> String.valueOf(row.get("line")))
                .toList();
    }

    /** Every good one was mailed once, every bad one is a dead letter, and there was no attempt in vain and no doubt. */
    void assertAllIsWell() throws Exception {
        assignments.assertMailedOnce(endpoint);
        assignments.assertNoAttemptWasInVain();
        assignments.assertDeadLetters();
        assignments.assertLedger();
        assignments.assertShownOnce();
        assertThat(closed()).isEmpty();
        for (Member member : serving) {
            assertThat(member.process().output()).doesNotContain("could not be written", "the lease had ended");
        }
    }

    static Duration since(long nanoTime) {
        return Duration.ofNanos(System.nanoTime() - nanoTime);
    }

    static String seconds(Duration time) {
        return String.format("%.1f s", time.toMillis() / 1000.0);
    }

    long mailsASecond(Duration time) {
        return endpoint.mails().count() * 1000L / time.toMillis();
    }

    @Override
    public void close() throws IOException {
        fleet.close();
        endpoint.close();
    }
}
