package dev.taskwire.telemetry;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Names that become labels: the first of them as they are, all that come later as one. May be used from any thread. */
final class BoundedNames {
    /** So many of a kind have figures of their own. */
    static final int MOST = 100;

    private static final String OTHERS = "(others)";

    private final Set<String> known = ConcurrentHashMap.newKeySet();

    String of(String name) {
        if (!known.contains(name) && known.size() >= MOST) {
            return OTHERS;
        }
        known.add(name);
        return name;
    }
}
