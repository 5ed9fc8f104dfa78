package dev.taskwire.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Small files that may change while the process runs. What cannot be used is told, and what was there before stays. */
final class WatchedFiles {
    private static final Logger LOG = LoggerFactory.getLogger(WatchedFiles.class);
    private static final Duration LOOKED_EVERY = Duration.ofSeconds(2);
    private static final int LARGEST = 1024 * 1024;

    private final String what;
    private final List<Path> files;
    private final Function<List<Buffer>, Future<Void>> taker;

    private List<Buffer> seen = List.of();
    private boolean looking;
    private volatile @Nullable String trouble;

    /**
     * Watches nothing yet.
     *
     * @param what they are, for the log
     * @param taker uses what is in them now; fails where it cannot
     */
    WatchedFiles(String what, List<Path> files, Function<List<Buffer>, Future<Void>> taker) {
        this.what = what;
        this.files = List.copyOf(files);
        this.taker = taker;
    }

    /** Reads them for the first time; blocks for a moment. */
    List<Buffer> first() {
        seen = read();
        return seen;
    }

    /** Looks every two seconds from now on, until Vert.x is closed. */
    void watch(Vertx vertx) {
        vertx.setPeriodic(LOOKED_EVERY.toMillis(), now -> look(vertx));
    }

    /** Why what is in them now is not used; empty where it is. */
    Optional<String> trouble() {
        return Optional.ofNullable(trouble);
    }

    private void look(Vertx vertx) {
        if (looking) {
            return;
        }
        looking = true;
        vertx.executeBlocking(this::read, false)
                .onFailure(unread -> seen = List.of())
                .compose(this::takeIfOther)
                .onFailure(this::complain)
                .onComplete(looked -> looking = false);
    }

    private Future<Void> takeIfOther(List<Buffer> found) {
        if (found.equals(seen)) {
            return Future.succeededFuture();
        }
        seen = found;
        return Future.succeededFuture(found).compose(taker).onSuccess(taken -> {
            trouble = null;
            LOG.info("{} were read anew: they have changed", what);
        });
    }

    private void complain(Throwable failure) {
        String reason = what + " have changed and cannot be used, those of before stay: " + failure.getMessage();
        if (!reason.equals(trouble)) {
            trouble = reason;
            LOG.warn("{}", reason);
        }
    }

    private List<Buffer> read() {
        List<Buffer> contents = new ArrayList<>();
        for (Path file : files) {
            try {
                if (Files.size(file) > LARGEST) {
                    throw new IllegalArgumentException(file + " is larger than " + LARGEST + " bytes");
                }
                contents.add(Buffer.buffer(Files.readAllBytes(file)));
            } catch (IOException unreadable) {
                throw new UncheckedIOException(file + " cannot be read", unreadable);
            }
        }
        return List.copyOf(contents);
    }
}
