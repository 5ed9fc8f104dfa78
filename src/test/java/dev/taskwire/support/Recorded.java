package dev.taskwire.support;

import dev.taskwire.queue.Message;
import dev.taskwire.worker.Notified;
import dev.taskwire.worker.WakeCause;
import dev.taskwire.worker.WorkerListener;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Remembers what the workers of a process did. */
public final class Recorded implements WorkerListener {
    /** Their jobs come at the full hour, whatever a test is about. */
    private static final Set<String> JOBS = Set.of("report_generation", "cleanup_tasks");

    private final List<WakeCause> causes = new CopyOnWriteArrayList<>();
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private final List<String> buried = new CopyOnWriteArrayList<>();
    private final List<String> notices = new CopyOnWriteArrayList<>();
    private final List<String> notSettled = new CopyOnWriteArrayList<>();
    private final List<Long> quarantined = new CopyOnWriteArrayList<>();
    private final AtomicInteger leasesLost = new AtomicInteger();
    private final AtomicInteger released = new AtomicInteger();
    private final Map<String, Integer> taken = new ConcurrentHashMap<>();
    private final AtomicInteger listening = new AtomicInteger();
    private final Set<String> paused = ConcurrentHashMap.newKeySet();
    private final AtomicInteger turnsFailed = new AtomicInteger();

    @Override
    public void taken(String queue, WakeCause cause, int messages) {
        if (!JOBS.contains(queue)) {
            causes.add(cause);
        }
        taken.merge(queue, messages, Integer::sum);
    }

    @Override
    public void retrying(String queue, Message message, String reason, Duration pause) {
        failures.add(reason);
    }

    @Override
    public void notified(String type, String channel, Notified how) {
        notices.add(type + " " + channel + " " + how);
    }

    @Override
    public void buried(String queue, Message message, String reason) {
        buried.add(reason);
    }

    @Override
    public void notSettled(String queue, Message message, String reason) {
        notSettled.add(reason);
    }

    @Override
    public void leaseLost(String queue, int messages) {
        leasesLost.addAndGet(messages);
    }

    @Override
    public void quarantined(String queue, Message message) {
        quarantined.add(message.id());
    }

    @Override
    public void released(String queue, int messages) {
        released.addAndGet(messages);
    }

    @Override
    public void paused(String queue, boolean isPaused) {
        if (isPaused) {
            paused.add(queue);
        } else {
            paused.remove(queue);
        }
    }

    @Override
    public void turnFailed(String queue, Throwable cause, Duration pause) {
        turnsFailed.incrementAndGet();
    }

    @Override
    public void listening() {
        listening.incrementAndGet();
    }

    /** The queues that are paused, as far as the process knows. */
    public Set<String> paused() {
        return paused;
    }

    /** What woke the turns that brought messages, in their order. */
    public List<WakeCause> causes() {
        return causes;
    }

    /** Notifications as type, channel and how they ended. */
    public List<String> notices() {
        return notices;
    }

    /** The reasons of messages that became dead letters. */
    public List<String> buried() {
        return buried;
    }

    /** The reasons why outcomes could not be written. */
    public List<String> notSettled() {
        return notSettled;
    }

    /** The messages that were worked on alone. */
    public List<Long> quarantined() {
        return quarantined;
    }

    public int leasesLost() {
        return leasesLost.get();
    }

    public int released() {
        return released.get();
    }

    /** The reasons of attempts that failed and are followed by another. */
    public List<String> failures() {
        return failures;
    }

    public int messagesTaken(String queue) {
        return taken.getOrDefault(queue, 0);
    }

    public int timesListening() {
        return listening.get();
    }

    public int turnsFailed() {
        return turnsFailed.get();
    }
}
