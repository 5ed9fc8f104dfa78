package dev.taskwire.config;

import java.util.Locale;
import java.util.Optional;

/**
 * What stands in the log, and how.
 *
 * @param level the least that is written; where none is set, what {@code logback.xml} says
 */
public record LoggingConfig(LogFormat format, Optional<LogLevel> level) {
    static LoggingConfig from(ConfigSection section) {
        return new LoggingConfig(
                section.choice("format", LogFormat.TEXT),
                section.optional(
                                "level",
                                "(?i)trace|debug|info|warn|error|off|false",
                                "one of trace, debug, info, warn, error, off")
                        .map(LoggingConfig::level));
    }

    /** YAML reads a bare off as false. */
    private static LogLevel level(String word) {
        String name = word.toUpperCase(Locale.ROOT);
        return name.equals("FALSE") ? LogLevel.OFF : LogLevel.valueOf(name);
    }
}
