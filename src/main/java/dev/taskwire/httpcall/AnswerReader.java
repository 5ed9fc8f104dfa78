package dev.taskwire.httpcall;

import dev.taskwire.httpcall.Answer.Answered;
import dev.taskwire.worker.RetryAfter;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads an answer: no more of it than is wanted, and as text that can be stored. */
final class AnswerReader {
    private static final int HEADERS_MOST = 64;
    private static final int HEADER_LONGEST = 1000;
    private static final Duration RETRY_MOST = Duration.ofHours(1);
    private static final char REPLACEMENT = '\uFFFD';

    private final Masking masking;
    private final Clock clock;

    AnswerReader(Masking masking, Clock clock) {
        this.masking = masking;
        this.clock = clock;
    }

    /**
     * Reads until the end, or until more has come than is wanted; then the rest is still on its way.
     *
     * @return fails where the connection breaks before
     */
    Future<Answered> read(HttpClientResponse response, int bodyBytes) {
        Promise<Answered> answer = Promise.promise();
        Buffer kept = Buffer.buffer();
        response.exceptionHandler(answer::tryFail)
                .endHandler(end -> answer.tryComplete(answered(response, kept, false)))
                .handler(chunk -> {
                    int fitting = Math.min(chunk.length(), bodyBytes - kept.length());
                    kept.appendBuffer(chunk, 0, fitting);
                    if (fitting < chunk.length()) {
                        response.pause();
                        answer.tryComplete(answered(response, kept, true));
                    }
                });
        return answer.future();
    }

    private Answered answered(HttpClientResponse response, Buffer body, boolean isTruncated) {
        String text = text(body, isTruncated);
        return new Answered(
                response.statusCode(),
                headers(response.headers()),
                storable(isTruncated ? masking.ofBeginning(text) : masking.of(text)),
                isTruncated,
                retryAfter(response.getHeader(RetryAfter.HEADER)));
    }

    /** A character that was cut in two is left out. */
    private static String text(Buffer body, boolean isTruncated) {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE);
        CharBuffer text = CharBuffer.allocate(body.length() + 1);
        decoder.decode(ByteBuffer.wrap(body.getBytes()), text, !isTruncated);
        return text.flip().toString();
    }

    private Map<String, String> headers(MultiMap headers) {
        Map<String, String> read = new LinkedHashMap<>();
        headers.forEach((name, value) -> {
            String key = storable(name.toLowerCase(Locale.ROOT));
            if (key.length() <= HEADER_LONGEST && (read.size() < HEADERS_MOST || read.containsKey(key))) {
                read.merge(key, value, (earlier, later) -> earlier + ", " + later);
            }
        });
        read.replaceAll((name, value) -> shortened(storable(masking.of(value))));
        return Map.copyOf(read);
    }

    private static String shortened(String value) {
        return value.length() <= HEADER_LONGEST ? value : value.substring(0, HEADER_LONGEST);
    }

    private Optional<Duration> retryAfter(@Nullable String value) {
        return RetryAfter.parse(value, clock.instant()).map(asked -> {
            if (asked.isNegative()) {
                return Duration.ZERO;
            }
            return asked.compareTo(RETRY_MOST) > 0 ? RETRY_MOST : asked;
        });
    }

    /** Postgres has no U+0000, neither in text nor in JSON. */
    private static String storable(String text) {
        return text.replace('\0', REPLACEMENT);
    }
}
