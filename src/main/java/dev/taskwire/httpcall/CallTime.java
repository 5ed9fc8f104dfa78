package dev.taskwire.httpcall;

import dev.taskwire.httpcall.Answer.Unanswered;
import io.vertx.core.http.HttpClientRequest;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The time of one call: what it is at, and the request that must not outlive it. Bound to one context. */
final class CallTime {
    private static final Logger LOG = LoggerFactory.getLogger(CallTime.class);

    private final Duration whole;
    private final long endsAt;
    private Stage stage = Stage.WAITING;
    private boolean isOver;
    private boolean isClean;
    private @Nullable HttpClientRequest request;

    /** What a call was at when its time was over. */
    enum Stage {
        WAITING("too many other calls were under way (http_calls.connections): nothing was sent"),
        RESOLVING("the addresses of the host were not known by then: nothing was sent"),
        CONNECTING("there was no connection by then: nothing was sent"),
        SENT("the answer was not there, or not complete");

        private final String words;

        Stage(String words) {
            this.words = words;
        }
    }

    CallTime(Duration whole) {
        this.whole = whole;
        this.endsAt = System.nanoTime() + whole.toNanos();
    }

    /** @throws UncallableException where the time is over */
    void is(Stage next) {
        if (isOver) {
            throw UncallableException.forNow("the time is over");
        }
        stage = next;
    }

    /** What is left of it, a millisecond at least. */
    Duration left() {
        long nanos = endsAt - System.nanoTime();
        return Duration.ofMillis(Math.max(1, Duration.ofNanos(nanos).toMillis()));
    }

    Unanswered tooLate() {
        return new Unanswered("the call's " + whole.toMillis() + " ms were over, and " + stage.words, false);
    }

    /** From now on the request ends with this. One that comes too late ends at once. */
    void holds(HttpClientRequest opened) {
        request = opened;
        if (isOver) {
            abandon(opened);
        }
    }

    /** @param completely whether everything was said: then others may use the connection */
    void isAnswered(boolean completely) {
        isClean = completely;
    }

    /** Lets go of the request, and of its connection where not everything was said. */
    void end() {
        isOver = true;
        if (request != null && !isClean) {
            abandon(request);
        }
    }

    /** Ends the connection, whatever is still on its way. */
    private static void abandon(HttpClientRequest request) {
        request.reset(0, new IllegalStateException("the call is over"))
                .onFailure(over -> LOG.debug("a request was over already: {}", over.getClass()));
        CallConnections.cut(request.connection());
    }
}
