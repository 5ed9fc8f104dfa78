package dev.taskwire.telemetry;

import dev.taskwire.queue.Message;
import dev.taskwire.queue.MessageKind;
import dev.taskwire.worker.Notified;
import dev.taskwire.worker.WakeCause;
import dev.taskwire.worker.WorkerListener;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/** Writes what happens to the log, a line an event, with its facts as keys and values. */
public final class LoggingListener implements WorkerListener {
    private static final Logger LOG = LoggerFactory.getLogger("dev.taskwire.worker");

    /** So many types and versions are told of. */
    private static final int UNKNOWN_MOST = 1000;

    private final Set<String> unknown = ConcurrentHashMap.newKeySet();
    private final BiFunction<String, Message, Optional<SpanIds>> spans;

    public LoggingListener() {
        this((queue, message) -> Optional.empty());
    }

    /** @param spans the span of the work on a message of a queue, if it has one */
    public LoggingListener(BiFunction<String, Message, Optional<SpanIds>> spans) {
        this.spans = spans;
    }

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
    public void retrying(String queue, Message message, String reason, Duration pause) {
        about(LOG.atWarn(), queue, message)
                .addKeyValue("attempt", message.trouble().attempts() + 1)
                .addKeyValue("reason", reason)
                .addKeyValue("next_try_ms", pause.toMillis())
                .log("attempt failed");
    }

    @Override
    public void postponed(String queue, Message message, String reason) {
        about(LOG.atInfo(), queue, message).addKeyValue("reason", reason).log("message postponed");
    }

    @Override
    public void rerouted(String queue, Message message, String to) {
        about(LOG.atInfo(), queue, message).addKeyValue("to", to).log("message rerouted");
    }

    @Override
    public void unknown(String queue, Message message, MessageKind kind) {
        if (unknown.size() < UNKNOWN_MOST && unknown.add(queue + " " + kind)) {
            about(LOG.atWarn(), queue, message)
                    .addKeyValue("type", kind.type())
                    .addKeyValue("version", kind.version())
                    .log("messages of a type or version that no handler here knows are set aside until one does;"
                            + " this is said once");
        }
    }

    @Override
    public void blocked(String queue, Duration took) {
        LOG.atWarn()
                .addKeyValue("queue", queue)
                .addKeyValue("took_ms", took.toMillis())
                .log(
                        "the queue's handler has blocked its event loop, and all else that lives there; let it run on a worker");
    }

    @Override
    public void buried(String queue, Message message, String reason) {
        about(LOG.atError(), queue, message).addKeyValue("reason", reason).log("message became a dead letter");
    }

    @Override
    public void quarantined(String queue, Message message) {
        about(LOG.atWarn(), queue, message)
                .addKeyValue("crashes", message.trouble().crashes())
                .log("message is worked on alone, its worker has ended several times with it in hand");
    }

    @Override
    public void notSettled(String queue, Message message, String reason) {
        about(LOG.atWarn(), queue, message)
                .addKeyValue("reason", reason)
                .log("what became of the message could not be written, it comes back when its lease ends");
    }

    @Override
    public void extensionFailed(String queue, Throwable cause) {
        LOG.atWarn()
                .addKeyValue("queue", queue)
                .addKeyValue("reason", cause.getMessage())
                .log("leases could not be extended");
    }

    @Override
    public void released(String queue, int messages) {
        LOG.atInfo()
                .addKeyValue("queue", queue)
                .addKeyValue("messages", messages)
                .log("unfinished messages given back");
    }

    @Override
    public void leaseLost(String queue, int messages) {
        LOG.atWarn()
                .addKeyValue("queue", queue)
                .addKeyValue("messages", messages)
                .log("work was done, but the lease had ended and another worker has the message");
    }

    @Override
    public void keepsQuiet(String queue, boolean quiet) {
        LOG.atDebug().addKeyValue("queue", queue).addKeyValue("quiet", quiet).log("wakes of writers");
    }

    @Override
    public void paused(String queue, boolean paused) {
        LOG.atInfo()
                .addKeyValue("queue", queue)
                .log(paused ? "queue paused, nothing is taken of it until it is resumed" : "queue resumed");
    }

    @Override
    public void closed(String destination, String reason, Duration pause) {
        LOG.atWarn()
                .addKeyValue("destination", destination)
                .addKeyValue("reason", reason)
                .addKeyValue("next_try_ms", pause.toMillis())
                .log("destination closed, what is for it waits");
    }

    @Override
    public void opened(String destination) {
        LOG.atInfo().addKeyValue("destination", destination).log("destination open again");
    }

    @Override
    public void notified(String type, String channel, Notified how) {
        LOG.atDebug()
                .addKeyValue("type", type)
                .addKeyValue("channel", channel)
                .addKeyValue("how", how)
                .log("notified");
    }

    @Override
    public void called(String httpQueue, String outcome, String reason, Duration took) {
        LOG.atLevel(reason.isEmpty() ? Level.DEBUG : Level.WARN)
                .addKeyValue("http_queue", httpQueue)
                .addKeyValue("outcome", outcome)
                .addKeyValue("reason", reason)
                .addKeyValue("took", took)
                .log("HTTP call ended");
    }

    @Override
    public void listening() {
        LOG.info("listening for wakes");
    }

    @Override
    public void listenerLost(String reason) {
        LOG.atWarn().addKeyValue("reason", reason).log("not listening for wakes; polling goes on");
    }

    private LoggingEventBuilder about(LoggingEventBuilder event, String queue, Message message) {
        LoggingEventBuilder about = event.addKeyValue("queue", queue)
                .addKeyValue("message_id", message.id())
                .addKeyValue("delivery", message.deliveries());
        return spans.apply(queue, message)
                .or(() -> SpanIds.of(message))
                .map(ids -> ids.addTo(about))
                .orElse(about);
    }
}
