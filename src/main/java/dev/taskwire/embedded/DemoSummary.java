package dev.taskwire.embedded;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How a run came out.
 *
 * @param committed changes by kind
 * @param failed transactions that failed without being meant to
 * @param problems what is wrong, a sentence each; empty where all is well
 */
record DemoSummary(
        Duration lasted,
        Map<ChangeKind, Integer> committed,
        int rolledBack,
        int failed,
        LogNumbers log,
        MailNumbers mail,
        WakeNumbers wakes,
        List<String> problems) {
    private static final int PROBLEMS_SHOWN = 10;

    /** @param others rows of changes that were not the demo's */
    record LogNumbers(int rows, int others, Percentiles latency) {}

    record MailNumbers(MailLedger.Counts counts, long inAppRows, Percentiles latency) {}

    /** @param other at the start, after a reconnect, by a timer or because the queue was quiet */
    record WakeNumbers(long byNotification, long byPoll, long other) {}

    boolean isGood() {
        return problems.isEmpty();
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(line("ran for", runtime()));
        lines.add(line("changes", changes() + " (" + kinds() + ")" + part(failed, "failed", "failed")));
        lines.add(line("rolled back", rolledBack + (isGood() ? ", and nothing of it arrived" : "")));
        lines.add(
                line("log rows", log.rows() + " for " + loggedChanges() + " changes of tasks" + byHand(log.others())));
        lines.add(line("mails", mails()));
        lines.add(line("in-app rows", String.valueOf(mail.inAppRows())));
        lines.add(line("change to log row", log.latency().toString()));
        lines.add(line("change to mail", mail.latency().toString()));
        lines.add(line(
                "wakes",
                wakes.byNotification() + " by notification, " + wakes.byPoll() + " by poll"
                        + part(Math.toIntExact(wakes.other()), "by looks of their own", "by looks of their own")));
        lines.addAll(verdict());
        return lines;
    }

    private List<String> verdict() {
        if (isGood()) {
            return List.of(line("result", "every change is logged exactly once, every assignment was mailed"));
        }
        List<String> lines = new ArrayList<>();
        lines.add(line("result", problems.size() + (problems.size() == 1 ? " thing is wrong" : " things are wrong")));
        problems.stream().limit(PROBLEMS_SHOWN).map(problem -> "  - " + problem).forEach(lines::add);
        if (problems.size() > PROBLEMS_SHOWN) {
            lines.add("  - and " + (problems.size() - PROBLEMS_SHOWN) + " more");
        }
        return lines;
    }

    private String runtime() {
        double seconds = lasted.toMillis() / 1000.0;
        return String.format(
                Locale.ROOT, "%.1f s, %.1f changes a second", seconds, changes() / Math.max(0.001, seconds));
    }

    private String kinds() {
        return committed.entrySet().stream()
                .map(entry -> entry.getValue() + " " + entry.getKey().label())
                .collect(Collectors.joining(", "));
    }

    private String mails() {
        MailLedger.Counts counts = mail.counts();
        return counts.received() + " for " + counts.expected() + " assignments and people who joined"
                + part(counts.repeated(), "came twice", "came twice") + byHand(counts.others());
    }

    private int changes() {
        return committed.values().stream().mapToInt(Integer::intValue).sum();
    }

    private int loggedChanges() {
        return committed.entrySet().stream()
                .filter(entry -> entry.getKey().isLogged())
                .mapToInt(Map.Entry::getValue)
                .sum();
    }

    private static String byHand(int count) {
        return part(count, "for a change made by hand", "for changes made by hand");
    }

    private static String part(int count, String one, String several) {
        return count == 0 ? "" : ", " + count + " " + (count == 1 ? one : several);
    }

    private static String line(String name, String value) {
        return String.format(Locale.ROOT, "  %-18s %s", name, value);
    }
}
