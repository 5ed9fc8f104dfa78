package dev.taskwire.telemetry;

import dev.taskwire.queue.Message;
import dev.taskwire.worker.WakeCause;
import dev.taskwire.worker.WorkerListener;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes what happens to the log, a line an event, with its facts as keys and values. */
public final class LoggingListener implements WorkerListener {
    private static final Logger LOG = LoggerFactory.getLogger("dev.taskwire.worker");

    @Override
    public void taken(String queue, WakeCause cause, int messages) {
        LOG.atDebug()
                .addKeyValue("queue", queue)
                .addKeyValue("cause", cause)
                .addKeyValue("messages", messages)
                .log("batch taken");
    }

    @Override
    public void turnFailed(String queue, Throwable cause, Duration pause) {
        LOG.atWarn()
                .addKeyValue("queue", queue)
                .addKeyValue("reason", cause.getMessage())
                .addKeyValue("next_try_ms", pause.toMillis())
                .log("the queue cannot be read");
    }

    @Override
    public void failed(String queue, Message message, String reason) {
        LOG.atWarn()
                .addKeyValue("queue", queue)
                .addKeyValue("message_id", message.id())
                .addKeyValue("delivery", message.deliveries())
                .addKeyValue("reason", reason)
                .log("message failed, it comes back when its lease ends");
    }

    @Override
    public void leaseLost(String queue, int messages) {
        LOG.atWarn()
                .addKeyValue("queue", queue)
                .addKeyValue("messages", messages)
                .log("work was done, but the lease had ended and another worker has the message");
    }

    @Override
    public void listening() {
        LOG.info("listening for wakes");
    }

    @Override
    public void listenerLost(String reason) {
        LOG.atWarn().addKeyValue("reason", reason).log("not listening for wakes; polling goes on");
    }
}
