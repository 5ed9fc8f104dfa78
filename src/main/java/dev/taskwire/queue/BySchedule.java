package dev.taskwire.queue;

import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A statement that settles messages, in two forms. A message that a schedule has sent takes the row of its occurrence along,
 * so that what came of the occurrence is committed with the message's end; to all others this costs nothing.
 *
 * @param usual settles messages that no schedule has sent
 * @param withOccurrences settles any
 */
record BySchedule(String usual, String withOccurrences) {
    /** The header that names the schedule. */
    static final String HEADER = "schedule";

    /** To follow a query {@code done} that has the headers. */
    static final String DONE = """
            , occurred AS (
                UPDATE taskwire.schedule_occurrences AS occurrence
                SET state = 'done', finished_at = clock_timestamp(), error = NULL
                FROM done
                WHERE occurrence.name = done.headers ->> 'schedule'
                  AND occurrence.fire_time = taskwire.timestamp_or_null(done.headers ->> 'fire_time')
                  AND occurrence.state <> 'done'
            )""";

    /** To follow a query {@code story} that has the headers; the reason is the fourth bind. A success stays one. */
    static final String FAILED = """
            , occurred AS (
                UPDATE taskwire.schedule_occurrences AS occurrence
                SET state = 'failed', finished_at = clock_timestamp(), error = $4::text
                FROM story
                WHERE occurrence.name = story.headers ->> 'schedule'
                  AND occurrence.fire_time = taskwire.timestamp_or_null(story.headers ->> 'fire_time')
                  AND occurrence.state <> 'done'
            )""";

    /** @param statement makes the statement around a further query, which may be none */
    static BySchedule of(UnaryOperator<String> statement, String occurrences) {
        return new BySchedule(statement.apply(""), statement.apply(occurrences));
    }

    /** The form for these messages. */
    String settling(List<Message> messages) {
        for (Message message : messages) {
            if (message.headers().containsKey(HEADER)) {
                return withOccurrences;
            }
        }
        return usual;
    }
}
