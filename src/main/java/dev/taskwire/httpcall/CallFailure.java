package dev.taskwire.httpcall;

import dev.taskwire.httpcall.Answer.Unanswered;
import io.netty.handler.codec.DecoderException;
import io.vertx.core.http.HttpClosedException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What it means that there is no answer: the one place that decides it. */
final class CallFailure {
    private static final int LONGEST = 300;

    private final Masking masking;

    CallFailure(Masking masking) {
        this.masking = masking;
    }

    Unanswered of(Throwable failure) {
        Unanswered answer = failure instanceof UncallableException uncallable
                ? uncallable.answer()
                : new Unanswered(sentence(failure), false);
        return new Unanswered(oneLine(masking.of(answer.reason())), answer.permanent());
    }

    private static String sentence(Throwable failure) {
        if (failure instanceof UnknownHostException) {
            return "the host of the URL has no address, or cannot be asked for one now";
        }
        if (failure instanceof TimeoutException) {
            return "there was no connection in time: nothing was sent";
        }
        Optional<String> tls = find(failure, SSLException.class);
        if (tls.isPresent()) {
            return "TLS failed, nothing was sent: " + tls.get();
        }
        if (failure instanceof ConnectException) {
            return "there was no connection, nothing was sent: " + words(failure);
        }
        if (failure instanceof HttpClosedException || failure instanceof SocketException) {
            return "the connection broke before the answer was complete: " + words(failure);
        }
        return find(failure, DecoderException.class)
                .map(nonsense -> "the answer is not HTTP: " + nonsense)
                .orElseGet(() -> "the call failed: " + words(failure));
    }

    /** What the first of a kind says, among a failure and its causes. */
    private static Optional<String> find(Throwable failure, Class<? extends Throwable> kind) {
        return Stream.<@Nullable Throwable>iterate(
                        failure, cause -> cause != null, cause -> cause == null ? null : cause.getCause())
                .filter(kind::isInstance)
                .findFirst()
                .map(CallFailure::words);
    }

    private static String words(Throwable failure) {
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }

    private static String oneLine(String text) {
        String line = text.replaceAll("[\\p{Cc}\\p{Zl}\\p{Zp}]+", " ").strip();
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST - 1) + "…";
    }
}
