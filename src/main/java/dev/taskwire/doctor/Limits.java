package dev.taskwire.doctor;

import java.time.Duration;

/**
 * From where on something is worth a word.
 *
 * @param check how long one check may take
 * @param wake how long a notification may take to arrive
 * @param snapshot how long a transaction may be open
 * @param deadRows how many dead rows a queue's table may have, if it has more of them than live ones
 * @param deadLetters how many messages may be given up in an hour
 */
public record Limits(Duration check, Duration wake, Duration snapshot, long deadRows, long deadLetters) {
    public static final Limits DEFAULTS =
            new Limits(Duration.ofSeconds(4), Duration.ofSeconds(2), Duration.ofMinutes(5), 50_000, 10);
}
