package dev.taskwire.telemetry;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import dev.taskwire.config.LogFormat;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.LoggerFactory;

/** How events stand in the log of this process. */
public final class LogLines {
    private LogLines() {}

    /**
     * Has everything that goes to the console go there in this format; as text, that is in the one that {@code logback.xml}
     * says.
     *
     * @param span the one that an event belongs to that does not say so itself
     */
    public static void write(LogFormat format, Supplier<Optional<SpanIds>> span) {
        if (format != LogFormat.JSON || !(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
            return;
        }
        context.getLoggerList().forEach(logger -> {
            Iterator<Appender<ILoggingEvent>> appenders = logger.iteratorForAppenders();
            appenders.forEachRemaining(appender -> {
                if (appender instanceof ConsoleAppender<ILoggingEvent> console) {
                    encode(console, context, new JsonLines(span));
                }
            });
        });
    }

    private static void encode(ConsoleAppender<ILoggingEvent> console, LoggerContext context, JsonLines lines) {
        lines.setContext(context);
        lines.start();
        console.setEncoder(lines);
    }
}
