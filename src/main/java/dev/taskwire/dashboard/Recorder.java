package dev.taskwire.dashboard;

import dev.taskwire.queue.Message;
import dev.taskwire.worker.WakeCause;
import dev.taskwire.worker.WorkerListener;
import io.vertx.core.json.JsonArray;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts what this process does, for the history. May be used from any thread. */
public final class Recorder implements WorkerListener {
    private final Map<String, Tally> tallies = new ConcurrentHashMap<>();

    @Override
    public void taken(String queue, WakeCause cause, int messages) {
        if (cause == WakeCause.NOTIFICATION) {
            tally(queue).woken();
        } else if (cause == WakeCause.POLL) {
            tally(queue).polled();
        }
    }

    @Override
    public void waited(String queue, int messages, Duration shortest, Duration longest) {
        tally(queue).waits().add(messages, shortest, longest);
    }

    @Override
    public void done(String queue, int messages) {
        tally(queue).done(messages);
    }

    @Override
    public void retrying(String queue, Message message, String reason, Duration pause) {
        tally(queue).retried();
    }

    @Override
    public void buried(String queue, Message message, String reason) {
        tally(queue).buried();
    }

    /** What was counted since the last time, an object for each queue in which something happened. */
    JsonArray take() {
        JsonArray work = new JsonArray();
        tallies.forEach((queue, tally) -> tally.take(queue).ifPresent(work::add));
        return work;
    }

    private Tally tally(String queue) {
        return tallies.computeIfAbsent(queue, name -> new Tally());
    }
}
