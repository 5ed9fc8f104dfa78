package dev.taskwire.job;

import dev.taskwire.queue.EventId;
import dev.taskwire.queue.Message;
import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Optional;
import java.util.UUID;

/**
 * A message that asks for a job.
 *
 * @param eventId the message's
 * @param job the job's name; empty where it names none
 * @param data the message's content; empty where it is no object
 * @param at the time that the job is for: its schedule's, or where none has sent it, when the message was sent
 */
record JobRequest(UUID eventId, String job, JsonObject data, Instant at) {
    private static final String DATE = "date";

    static JobRequest from(String queue, Message message) {
        JsonObject data = message.payload() instanceof JsonObject object ? object : new JsonObject();
        return new JobRequest(
                EventId.of(queue, message), data.getValue("job") instanceof String name ? name : "", data, at(message));
    }

    private static Instant at(Message message) {
        try {
            return message.headers().getValue("fire_time") instanceof String time
                    ? Instant.parse(time)
                    : message.enqueuedAt();
        } catch (DateTimeException notOurs) {
            return message.enqueuedAt();
        }
    }

    /** The day on which it is asked for, in this zone. */
    LocalDate today(ZoneId zone) {
        return at.atZone(zone).toLocalDate();
    }

    /**
     * The day that the message names, if it names one.
     *
     * @throws JobRefusedException if that is no day, or one that was not over
     */
    Optional<LocalDate> date(ZoneId zone) {
        Object named = data.getValue(DATE);
        if (named == null) {
            return Optional.empty();
        }
        LocalDate date = parse(named);
        if (!date.isBefore(today(zone))) {
            throw new JobRefusedException("the day " + date + " is not over in " + zone);
        }
        return Optional.of(date);
    }

    private static LocalDate parse(Object named) {
        try {
            return LocalDate.parse(String.valueOf(named));
        } catch (DateTimeException wrong) {
            throw new JobRefusedException("date must be a day, such as \"2026-11-23\"");
        }
    }
}
