package dev.taskwire.bench;

import dev.taskwire.config.WakeMode;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A way in which updates of a table become messages, or none.
 *
 * @param system what it is called in the report
 * @param table the bench's table that has it
 * @param wake what {@code taskwire.wake} is set to in the writers' sessions
 */
record WriterVariant(String system, String table, String wake) {
    /** Taskwire's trigger, in every mode of waking. */
    static List<WriterVariant> ofTaskwire() {
        return Arrays.stream(WakeMode.values()).map(WriterVariant::of).toList();
    }

    static WriterVariant of(WakeMode mode) {
        String name = mode.name().toLowerCase(Locale.ROOT);
        return new WriterVariant("taskwire, wake " + name, "watched", name);
    }

    /** All of them, and what they are compared with. */
    static List<WriterVariant> all() {
        return Stream.of(
                        Stream.of(new WriterVariant("no trigger", "bare", "off")),
                        ofTaskwire().stream(),
                        Stream.of(
                                new WriterVariant("per row, pgmq.send", "sent", "off"),
                                new WriterVariant("per row, pgmq.send + pg_notify", "notified", "off")))
                .flatMap(variants -> variants)
                .toList();
    }
}
