package dev.taskwire.notification;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/** All that some loggers say, down to the finest, instead of where it usually goes. */
final class RecordedLog implements AutoCloseable {
    private final List<Logger> loggers;
    private final Recorder recorder = new Recorder();

    private RecordedLog(List<Logger> loggers) {
        this.loggers = loggers;
        recorder.start();
        for (Logger logger : loggers) {
            logger.setLevel(Level.TRACE);
            logger.setAdditive(false);
            logger.addAppender(recorder);
        }
    }

    static RecordedLog begin(String... names) {
        return new RecordedLog(Stream.of(names)
                .map(name -> (Logger) LoggerFactory.getLogger(name))
                .toList());
    }

    /** Level, message and failure of each event. */
    List<String> lines() {
        return recorder.lines;
    }

    @Override
    public void close() {
        for (Logger logger : loggers) {
            logger.detachAppender(recorder);
            logger.setAdditive(true);
            logger.setLevel(null);
        }
    }

    private static final class Recorder extends AppenderBase<ILoggingEvent> {
        private final List<String> lines = new CopyOnWriteArrayList<>();

        @Override
        protected void append(ILoggingEvent event) {
            String failure = event.getThrowableProxy() == null
                    ? ""
                    : " " + ThrowableProxyUtil.asString(event.getThrowableProxy());
            lines.add(event.getLevel() + " " + event.getFormattedMessage() + failure);
        }
    }
}
