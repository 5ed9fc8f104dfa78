package dev.taskwire.chaos;

import static org.awaitility.Awaitility.await;

import dev.taskwire.chaos.Fleet.Member;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Kills one of two processes again and again, the one that has more in hand, and starts another at once. On a busy machine
 * processes take longer to start than the pause between two kills: then it waits until one has something in hand, for a
 * while.
 */
final class Killings implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final Duration IDLE_MOST = Duration.ofSeconds(15);

    private final ScheduledExecutorService nemesis = Executors.newSingleThreadScheduledExecutor();
    private final Fleet fleet;
    private final MailEndpoint endpoint;
    private final List<Member> alive = new ArrayList<>();
    private final List<Integer> inHand = new ArrayList<>();

    Killings(Fleet fleet, MailEndpoint endpoint) {
        this.fleet = fleet;
        this.endpoint = endpoint;
    }

    /** Begins with two processes; kills that often, and on a slow machine more often, until enough had mails in hand. */
    void run(int kills, int effective) throws Exception {
        alive.add(fleet.start());
        alive.add(fleet.start());
        ScheduledFuture<?> killing = nemesis.scheduleWithFixedDelay(
                () -> killOne(kills, effective), 2 * PAUSE.toMillis(), PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        Duration most = PAUSE.plus(IDLE_MOST).multipliedBy(2L * kills + 10);
        try {
            Object never = killing.get(most.toMillis(), TimeUnit.MILLISECONDS);
            throw new IllegalStateException("the killing ended with " + never);
        } catch (java.util.concurrent.ExecutionException over) {
            if (!(over.getCause() instanceof Enough)) {
                throw over;
            }
        }
    }

    /** How many of the victims had mails in hand. */
    long hits() {
        return inHand.stream().filter(mails -> mails > 0).count();
    }

    /** How many mails each victim had in hand when it was killed. */
    List<Integer> inHand() {
        return inHand;
    }

    private void killOne(int kills, int effective) {
        boolean enough = inHand.size() >= kills && hits() >= effective;
        if (enough || inHand.size() == 2 * kills) {
            throw new Enough();
        }
        awaitSomethingInHand();
        Member first = alive.get(0);
        Member second = alive.get(1);
        Member victim = endpoint.open(second.key()) > endpoint.open(first.key()) ? second : first;
        try {
            inHand.add(fleet.kill(victim));
            alive.remove(victim);
            alive.add(fleet.start());
        } catch (Exception failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** Whether that comes to be is for the test to say, by how many of the kills hit. */
    private void awaitSomethingInHand() {
        try {
            await().atMost(IDLE_MOST)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> alive.stream().anyMatch(member -> endpoint.open(member.key()) > 0));
        } catch (ConditionTimeoutException idle) {
            System.out.println("a process is killed that has nothing in hand, after " + IDLE_MOST);
        }
    }

    @Override
    public void close() {
        nemesis.shutdownNow();
    }

    private static final class Enough extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
