package dev.taskwire.worker;

import dev.taskwire.queue.Message;
import dev.taskwire.queue.MessageKind;
import dev.taskwire.queue.Progress;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** Passes each event on to two listeners. */
record WorkerListeners(WorkerListener first, WorkerListener second) implements WorkerListener {
    @Override
    public void taken(String queue, WakeCause cause, int messages) {
        first.taken(queue, cause, messages);
        second.taken(queue, cause, messages);
    }

    @Override
    public void woken(String queue, Duration took) {
        first.woken(queue, took);
        second.woken(queue, took);
    }

    @Override
    public void waited(String queue, int messages, Duration shortest, Duration longest) {
        first.waited(queue, messages, shortest, longest);
        second.waited(queue, messages, shortest, longest);
    }

    @Override
    public void worked(String queue, int messages, Duration took) {
        first.worked(queue, messages, took);
        second.worked(queue, messages, took);
    }

    @Override
    public void turnFailed(String queue, Throwable cause, Duration pause) {
        first.turnFailed(queue, cause, pause);
        second.turnFailed(queue, cause, pause);
    }

    @Override
    public void retrying(String queue, Message message, String reason, Duration pause) {
        first.retrying(queue, message, reason, pause);
        second.retrying(queue, message, reason, pause);
    }

    @Override
    public void postponed(String queue, Message message, String reason) {
        first.postponed(queue, message, reason);
        second.postponed(queue, message, reason);
    }

    @Override
    public void unknown(String queue, Message message, MessageKind kind) {
        first.unknown(queue, message, kind);
        second.unknown(queue, message, kind);
    }

    @Override
    public void invalid(String queue, Message message, String reason) {
        first.invalid(queue, message, reason);
        second.invalid(queue, message, reason);
    }

    @Override
    public void progressed(String queue, Message message, Progress progress) {
        first.progressed(queue, message, progress);
        second.progressed(queue, message, progress);
    }

    @Override
    public void rerouted(String queue, Message message, String to) {
        first.rerouted(queue, message, to);
        second.rerouted(queue, message, to);
    }

    @Override
    public void reading(String queue, int most) {
        first.reading(queue, most);
        second.reading(queue, most);
    }

    @Override
    public void blocked(String queue, Duration took) {
        first.blocked(queue, took);
        second.blocked(queue, took);
    }

    @Override
    public void buried(String queue, Message message, String reason) {
        first.buried(queue, message, reason);
        second.buried(queue, message, reason);
    }

    @Override
    public void quarantined(String queue, Message message) {
        first.quarantined(queue, message);
        second.quarantined(queue, message);
    }

    @Override
    public void notSettled(String queue, Message message, String reason) {
        first.notSettled(queue, message, reason);
        second.notSettled(queue, message, reason);
    }

    @Override
    public void extensionFailed(String queue, Throwable cause) {
        first.extensionFailed(queue, cause);
        second.extensionFailed(queue, cause);
    }

    @Override
    public void released(String queue, int messages) {
        first.released(queue, messages);
        second.released(queue, messages);
    }

    @Override
    public void done(String queue, int messages) {
        first.done(queue, messages);
        second.done(queue, messages);
    }

    @Override
    public void leaseLost(String queue, int messages) {
        first.leaseLost(queue, messages);
        second.leaseLost(queue, messages);
    }

    @Override
    public void keepsQuiet(String queue, boolean quiet) {
        first.keepsQuiet(queue, quiet);
        second.keepsQuiet(queue, quiet);
    }

    @Override
    public void paused(String queue, boolean paused) {
        first.paused(queue, paused);
        second.paused(queue, paused);
    }

    @Override
    public void closed(String destination, String reason, Duration pause) {
        first.closed(destination, reason, pause);
        second.closed(destination, reason, pause);
    }

    @Override
    public void opened(String destination) {
        first.opened(destination);
        second.opened(destination);
    }

    @Override
    public void notified(String type, String channel, Notified how) {
        first.notified(type, channel, how);
        second.notified(type, channel, how);
    }

    @Override
    public void called(String httpQueue, String outcome, String reason, Duration took) {
        first.called(httpQueue, outcome, reason, took);
        second.called(httpQueue, outcome, reason, took);
    }

    @Override
    public void occurred(String schedule, Occurred what) {
        first.occurred(schedule, what);
        second.occurred(schedule, what);
    }

    @Override
    public void firedLate(String schedule, Duration late) {
        first.firedLate(schedule, late);
        second.firedLate(schedule, late);
    }

    @Override
    public void listening() {
        first.listening();
        second.listening();
    }

    @Override
    public void listenerLost(String reason) {
        first.listenerLost(reason);
        second.listenerLost(reason);
    }

    @Override
    public void moved(String queue, int messages, Duration took, List<String> traceParents) {
        first.moved(queue, messages, took, traceParents);
        second.moved(queue, messages, took, traceParents);
    }

    @Override
    public <T> T working(String queue, List<Message> batch, Supplier<T> begin) {
        return first.working(queue, batch, () -> second.working(queue, batch, begin));
    }

    @Override
    public Future<Void> settling(String queue, Message message, Outcome outcome, Supplier<Future<Void>> write) {
        return first.settling(queue, message, outcome, () -> second.settling(queue, message, outcome, write));
    }

    @Override
    public void ended(String queue, Message message) {
        first.ended(queue, message);
        second.ended(queue, message);
    }
}
