package dev.taskwire.telemetry;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import dev.taskwire.config.LogLevel;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** How much each logger of this process writes, and a change of that while it runs. May be used from any thread. */
public final class LogLevels {
    /** The name of what all loggers take their level from that have none of their own. */
    public static final String ROOT = "root";

    /** So many loggers can have been changed at one time. */
    public static final int CHANGED_MOST = 100;

    /** What it writes may repeat passwords. */
    private static final String UNSPEAKABLE = "io.vertx.ext.mail";

    private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(LogLevels.class);

    private final LoggerContext loggers;
    private final Map<String, Changed> changes = new HashMap<>();

    private LogLevels(LoggerContext loggers) {
        this.loggers = loggers;
    }

    /**
     * A level that was changed.
     *
     * @param before the one to go back to; null where it had none of its own
     * @param until when it goes back by itself
     */
    private record Changed(@Nullable Level before, Optional<Instant> until) {}

    /**
     * A change that is wanted.
     *
     * @param level empty for what it was before it was changed
     * @param lasting for how long, where it is for a while
     */
    public record Change(String logger, Optional<LogLevel> level, Optional<Duration> lasting) {}

    /**
     * The level of one logger.
     *
     * @param until when it goes back to what it was, if it does
     */
    public record Setting(String logger, String level, Optional<Instant> until) {}

    /**
     * Those of this process.
     *
     * @param level that of all loggers that have none of their own; where none is said, what {@code logback.xml} says
     */
    public static LogLevels of(Optional<LogLevel> level) {
        if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext loggers)) {
            throw new IllegalStateException("the log is not written by logback: leave other writers out");
        }
        level.ifPresent(
                some -> loggers.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).setLevel(Level.toLevel(some.name())));
        return new LogLevels(loggers);
    }

    /** Those that have a level of their own. */
    public synchronized List<Setting> present() {
        List<Setting> present = new ArrayList<>();
        for (Logger logger : loggers.getLoggerList()) {
            Level level = logger.getLevel();
            if (level != null) {
                String name = name(logger);
                Optional<Instant> until = Optional.ofNullable(changes.get(name)).flatMap(Changed::until);
                present.add(new Setting(name, level.toString().toLowerCase(Locale.ROOT), until));
            }
        }
        return present;
    }

    /** Changes a level, and answers why it does not, if so. */
    public synchronized Optional<String> change(Vertx vertx, Change change) {
        String name = change.logger();
        if (name.startsWith(UNSPEAKABLE)) {
            return Optional.of("what it writes may repeat passwords: its level can be set in logback.xml alone");
        }
        if (!changes.containsKey(name) && changes.size() >= CHANGED_MOST) {
            return Optional.of(CHANGED_MOST + " loggers are changed already: set some to default first");
        }
        Changed earlier = changes.remove(name);
        Level before = earlier == null ? logger(name).getLevel() : earlier.before();
        change.level().ifPresentOrElse(level -> set(vertx, change, level, before), () -> goBack(name, before));
        return Optional.empty();
    }

    private void set(Vertx vertx, Change change, LogLevel level, @Nullable Level before) {
        Changed changed = new Changed(before, change.lasting().map(Instant.now()::plus));
        changes.put(change.logger(), changed);
        logger(change.logger()).setLevel(Level.toLevel(level.name()));
        change.lasting()
                .ifPresent(
                        time -> vertx.setTimer(Math.max(1, time.toMillis()), over -> goBack(change.logger(), changed)));
        LOG.atWarn()
                .addKeyValue("of", change.logger())
                .addKeyValue("to", level.name().toLowerCase(Locale.ROOT))
                .addKeyValue("for_ms", change.lasting().map(Duration::toMillis).orElse(null))
                .log("a level of the log was changed");
    }

    private synchronized void goBack(String name, Changed changed) {
        if (changed.equals(changes.get(name))) {
            changes.remove(name);
            goBack(name, changed.before());
        }
    }

    private void goBack(String name, @Nullable Level before) {
        logger(name).setLevel(before);
        LOG.atWarn().addKeyValue("of", name).log("a level of the log is what it was");
    }

    private Logger logger(String name) {
        return loggers.getLogger(name.equals(ROOT) ? org.slf4j.Logger.ROOT_LOGGER_NAME : name);
    }

    private static String name(Logger logger) {
        return logger.getName().equals(org.slf4j.Logger.ROOT_LOGGER_NAME) ? ROOT : logger.getName();
    }
}
