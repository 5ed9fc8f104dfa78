package dev.taskwire.schedule;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** Writes alarms to the log. */
public final class LoggedAlarms implements Alarms {
    private static final Logger LOG = LoggerFactory.getLogger(LoggedAlarms.class);

    @Override
    public void raised(Alarm alarm) {
        about(LOG.atError(), alarm)
                .addKeyValue("state", alarm.state())
                .addKeyValue("reason", alarm.error().orElse("-"))
                .log("a schedule has had no success by its deadline");
    }

    @Override
    public void over(Alarm alarm) {
        about(LOG.atInfo(), alarm).log("the alarm about a schedule is over");
    }

    private static LoggingEventBuilder about(LoggingEventBuilder event, Alarm alarm) {
        return event.addKeyValue("schedule", alarm.schedule())
                .addKeyValue("fire_time", alarm.fireTime())
                .addKeyValue("deadline", alarm.deadline());
    }
}
