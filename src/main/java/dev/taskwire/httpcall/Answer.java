package dev.taskwire.httpcall;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** What came of a call. Texts are fit to be stored: without U+0000, without secrets, and of a bounded length. */
public sealed interface Answer {
    /**
     * The other end answered, whatever it said.
     *
     * @param status 200 to 999; a redirect is not followed
     * @param headers by their names in small letters; one that came several times has its values separated by commas
     * @param body as UTF-8, malformed parts replaced
     * @param truncated whether there was more of it
     * @param retryAfter how long the other end asks to be left alone, an hour at the most
     */
    record Answered(
            int status, Map<String, String> headers, String body, boolean truncated, Optional<Duration> retryAfter)
            implements Answer {}

    /**
     * There is no answer, or none that can be understood; the other end may have done what was asked all the same.
     *
     * @param permanent whether it would be the same at every attempt; then nothing was sent
     */
    record Unanswered(String reason, boolean permanent) implements Answer {}
}
