package dev.taskwire.chaos;

import dev.taskwire.chaos.MailEndpoint.Accepted;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Which mails an endpoint has accepted, in their order. May be used from any thread. */
final class AcceptedMails {
    private final List<Accepted> mails = new ArrayList<>();
    private int mostTogether;

    synchronized void add(List<Accepted> accepted) {
        mails.addAll(accepted);
        mostTogether = Math.max(mostTogether, accepted.size());
    }

    synchronized int count() {
        return mails.size();
    }

    /** How many mails the largest request had that was accepted. */
    synchronized int mostTogether() {
        return mostTogether;
    }

    synchronized List<Accepted> all() {
        return List.copyOf(mails);
    }

    synchronized long of(String key) {
        return mails.stream().filter(mail -> mail.key().equals(key)).count();
    }

    synchronized Set<String> all(Function<Accepted, String> part) {
        return mails.stream().map(part).collect(Collectors.toSet());
    }

    /** The events that were accepted more than once, and how often. */
    synchronized Map<String, Long> duplicates() {
        Map<String, Long> times =
                mails.stream().collect(Collectors.groupingBy(Accepted::eventId, TreeMap::new, Collectors.counting()));
        times.values().removeIf(count -> count == 1);
        return times;
    }
}
