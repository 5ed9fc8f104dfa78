package dev.taskwire.testing;

import dev.taskwire.MessageInfo;
import dev.taskwire.Outcome;
import dev.taskwire.TaskwireListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Follows what the workers have in hand, and counts what comes of it. */
final class WorkInHand implements TaskwireListener {
    private final Map<String, String> inHand = new LinkedHashMap<>();
    private final List<String> reasons = new ArrayList<>();
    private int done;
    private int retried;
    private int deadLettered;

    @Override
    public synchronized void before(MessageInfo message) {
        inHand.put(name(message), message.queue());
    }

    @Override
    public synchronized void after(MessageInfo message, Outcome outcome) {
        inHand.remove(name(message));
        if (outcome instanceof Outcome.Done) {
            done++;
        }
    }

    @Override
    public synchronized void failed(MessageInfo message, String reason, Duration pause) {
        retried++;
        reasons.add(name(message) + ": " + reason);
    }

    @Override
    public synchronized void deadLettered(MessageInfo message, String reason) {
        deadLettered++;
        reasons.add(name(message) + ": " + reason);
    }

    /** Which ones is not said; a close waits for what is still in hand, whether it is known here or not. */
    @Override
    public synchronized void leaseLost(String queue, int messages) {
        inHand.values().removeIf(queue::equals);
    }

    synchronized boolean isNone() {
        return inHand.isEmpty();
    }

    /** Such as {@code thumbnails 3}. */
    synchronized List<String> messages() {
        return List.copyOf(inHand.keySet());
    }

    synchronized Drained summary() {
        return new Drained(done, retried, deadLettered, reasons);
    }

    private static String name(MessageInfo message) {
        return message.queue() + " " + message.id();
    }
}
