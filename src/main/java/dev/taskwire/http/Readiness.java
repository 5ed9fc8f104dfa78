package dev.taskwire.http;

import io.vertx.core.Future;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;

/** What must be well for the process to be ready, by name. Checks may be added while it runs, from any thread. */
public final class Readiness {
    private final ConcurrentMap<String, Supplier<Future<Void>>> checks = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Supplier<Future<Void>>> notes = new ConcurrentHashMap<>();

    /** Adds or replaces a check. It answers in time or fails; what it fails with is shown as the reason. */
    public void require(String name, Supplier<Future<Void>> check) {
        checks.put(name, check);
    }

    /** Adds or replaces a check that is shown, and does not make the process unready: others can do nothing better. */
    public void note(String name, Supplier<Future<Void>> check) {
        notes.put(name, check);
    }

    Map<String, Supplier<Future<Void>>> notes() {
        return Map.copyOf(notes);
    }

    Map<String, Supplier<Future<Void>>> checks() {
        return Map.copyOf(checks);
    }
}
