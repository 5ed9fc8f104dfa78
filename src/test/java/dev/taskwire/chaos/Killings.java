package dev.taskwire.chaos;

import dev.taskwire.chaos.Fleet.Member;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Kills one of two processes in every period, the one that has more in hand, and starts another at once. On a busy machine
 * processes may take longer to start than a period: one in which nobody has anything in hand passes without a kill, some
 * times in a row. So a kill still comes at any moment of a process's work.
 */
final class Killings implements AutoCloseable {
    private static final Duration PERIOD = Duration.ofSeconds(2);
    private static final int IDLE_PERIODS_MOST = 7;

    private final ScheduledExecutorService nemesis = Executors.newSingleThreadScheduledExecutor();
    private final Fleet fleet;
    private final MailEndpoint endpoint;
    private final List<Member> alive = new ArrayList<>();
    private final List<Integer> inHand = new ArrayList<>();
    private int idlePeriods;
    private int idlePeriodsInARow;

    Killings(Fleet fleet, MailEndpoint endpoint) {
        this.fleet = fleet;
        this.endpoint = endpoint;
    }

    /** Begins with two processes; kills that often, and on a slow machine more often, until enough had mails in hand. */
    void run(int kills, int effective) throws Exception {
        alive.add(fleet.start());
        alive.add(fleet.start());
        ScheduledFuture<?> killing = nemesis.scheduleAtFixedRate(
                () -> killOne(kills, effective), 2 * PERIOD.toMillis(), PERIOD.toMillis(), TimeUnit.MILLISECONDS);
        try {
            long periodsMost = (2L * kills + 10) * (1 + IDLE_PERIODS_MOST);
            Object never = killing.get(periodsMost * PERIOD.toMillis(), TimeUnit.MILLISECONDS);
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

    /** How many periods passed without a kill, since nobody had anything in hand. */
    int idlePeriods() {
        return idlePeriods;
    }

    private void killOne(int kills, int effective) {
        boolean enough = inHand.size() >= kills && hits() >= effective;
        if (enough || inHand.size() == 2 * kills) {
            throw new Enough();
        }
        if (isIdle() && idlePeriodsInARow < IDLE_PERIODS_MOST) {
            idlePeriods++;
            idlePeriodsInARow++;
            return;
        }
        idlePeriodsInARow = 0;
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

    private boolean isIdle() {
        return alive.stream().allMatch(member -> endpoint.open(member.key()) == 0);
    }

    @Override
    public void close() {
        nemesis.shutdownNow();
    }

    private static final class Enough extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
