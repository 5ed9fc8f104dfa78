package dev.taskwire.notification;

import dev.taskwire.worker.Notified;
import dev.taskwire.worker.WorkerListener;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what a listener is told about notifications. */
final class RecordedNotices implements WorkerListener {
    private final List<String> all = new CopyOnWriteArrayList<>();

    @Override
    public void notified(String type, String channel, Notified how) {
        all.add((type + " " + channel + " " + how.name().toLowerCase(Locale.ROOT)).replace("  ", " "));
    }

    List<String> all() {
        return all;
    }
}
