package dev.taskwire.worker;

import dev.taskwire.queue.Message;
import java.time.Duration;

/** Passes each event on to two listeners. */
record WorkerListeners(WorkerListener first, WorkerListener second) implements WorkerListener {
    @Override
    public void taken(String queue, WakeCause cause, int messages) {
        first.taken(queue, cause, messages);
        second.taken(queue, cause, messages);
    }

    @Override
    public void turnFailed(String queue, Throwable cause, Duration pause) {
        first.turnFailed(queue, cause, pause);
        second.turnFailed(queue, cause, pause);
    }

    @Override
    public void failed(String queue, Message message, String reason) {
        first.failed(queue, message, reason);
        second.failed(queue, message, reason);
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
    public void listening() {
        first.listening();
        second.listening();
    }

    @Override
    public void listenerLost(String reason) {
        first.listenerLost(reason);
        second.listenerLost(reason);
    }
}
