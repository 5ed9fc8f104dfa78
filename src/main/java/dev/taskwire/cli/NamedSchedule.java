package dev.taskwire.cli;

import dev.taskwire.schedule.Schedules;
import io.vertx.core.Future;
import java.util.function.BiFunction;
import picocli.CommandLine.Mixin;

/** The one schedule that a command is about, and the database that it is in. */
final class NamedSchedule {
    @Mixin
    private ConfigOptions options = new ConfigOptions();

    @Mixin
    private ScheduleOptions schedule = new ScheduleOptions();

    /** Waits for what the database answers about the schedule of that name. */
    <T> T answer(BiFunction<Schedules, String, Future<T>> question) throws Exception {
        try (DatabaseSession session = new DatabaseSession(options.load().database())) {
            return session.answer(question.apply(new Schedules(session.pool()), schedule.name()));
        }
    }
}
