package dev.taskwire;

import dev.taskwire.config.Durations;
import dev.taskwire.config.InvalidConfigException;
import dev.taskwire.config.Secret;
import dev.taskwire.postgres.DatabaseAddress;
import dev.taskwire.queue.Arrangement;
import dev.taskwire.queue.Arrangement.Rate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds everything that is wrong with the options of a {@link Taskwire} at once. */
final class OptionsCheck {
    private final List<String> problems = new ArrayList<>();

    private OptionsCheck() {}

    /** @param hasPool whether the user has given one */
    static List<String> problems(TaskwireOptions options, boolean hasPool, List<OwnQueue<?>> queues) {
        OptionsCheck check = new OptionsCheck();
        check.connection(options, hasPool);
        check.rest(options);
        check.queues(queues);
        return check.problems;
    }

    /** What is wrong with queues alone. */
    static List<String> problems(List<OwnQueue<?>> queues) {
        OptionsCheck check = new OptionsCheck();
        check.queues(queues);
        return check.problems;
    }

    private void queues(List<OwnQueue<?>> queues) {
        Map<String, OwnQueue<?>> first = new HashMap<>();
        Set<String> seen = new HashSet<>();
        for (OwnQueue<?> queue : queues) {
            queue(queue);
            boolean isNew = seen.add(queue.path());
            expect(isNew, queue.path() + "it has two handlers");
            OwnQueue<?> other = first.putIfAbsent(queue.name(), queue);
            if (other != null && isNew) {
                agree(other.options(), queue);
            }
        }
    }

    private void connection(TaskwireOptions options, boolean hasPool) {
        if (!options.url.isEmpty()) {
            address("url", options.url);
        } else if (!hasPool) {
            problems.add("url: missing; expected postgres://user:password@host:port/database");
        } else if (options.migrate) {
            problems.add("url: a migration needs connections of its own; set it, or migrate(false)");
        }
        if (!options.listenUrl.isEmpty()) {
            address("listenUrl", options.listenUrl);
        }
    }

    private void rest(TaskwireOptions options) {
        expect(
                options.tablesSchema.matches("[a-z_][a-z0-9_]{0,62}"),
                "tablesSchema: expected a name in lower case letters, digits and underscores, got "
                        + options.tablesSchema);
        number("poolSize", options.poolSize, 1, 500);
        time("statementTimeout", options.statementTimeout, Duration.ofSeconds(1), Duration.ofMinutes(10));
        time("shutdownDeadline", options.shutdownDeadline, Duration.ofMillis(100), Duration.ofMinutes(10));
    }

    private void queue(OwnQueue<?> queue) {
        QueueOptions options = queue.options();
        String path = queue.path();
        expect(
                queue.name().matches("[a-z][a-z0-9_]{0,46}"),
                path + "expected a name of lower case letters, digits and underscores, 47 at most");
        number(path + "instances", options.instances, 1, 64);
        number(path + "batchSize", options.batchSize, 1, 10_000);
        number(path + "concurrency", options.concurrency, 1, 10_000);
        number(path + "attempts", options.attempts, 1, 100);
        time(path + "lease", options.lease, Duration.ofSeconds(1), Duration.ofHours(12));
        time(path + "attemptTimeout", options.attemptTimeout, Duration.ofMillis(100), Duration.ofHours(12));
        time(path + "pollInterval", options.pollInterval, Duration.ofMillis(50), Duration.ofHours(1));
        time(path + "backoff", options.backoff, Duration.ofMillis(10), Duration.ofHours(1));
        time(path + "backoff at most", options.backoffMost, options.backoff, Duration.ofDays(7));
        expect(
                options.type
                        .map(type -> !type.isBlank() && type.length() <= 100 && type.indexOf('\u0000') < 0)
                        .orElse(true),
                path + "type: expected 1 to 100 characters");
        arrangement(options.arrangement, path);
        threads(queue, path);
    }

    /** What concerns the whole queue is the same for each of its handlers. */
    private void agree(QueueOptions first, OwnQueue<?> queue) {
        Map<String, Object> wanted = ofWholeQueue(first);
        ofWholeQueue(queue.options())
                .forEach((name, value) -> expect(
                        value.equals(wanted.get(name)),
                        queue.path() + name + ": expected " + wanted.get(name)
                                + " as for the other handlers of the queue, got " + value));
    }

    private static Map<String, Object> ofWholeQueue(QueueOptions options) {
        Map<String, Object> whole = new LinkedHashMap<>();
        whole.put("instances", options.instances);
        whole.put("batchSize", options.batchSize);
        whole.put("concurrency", options.concurrencyIsGiven ? options.concurrency : "the default");
        whole.put("attempts", options.attempts);
        whole.put("lease", Durations.format(options.lease));
        whole.put("attemptTimeout", Durations.format(options.attemptTimeout));
        whole.put("pollInterval", Durations.format(options.pollInterval));
        whole.put("backoff", Durations.format(options.backoff) + " to " + Durations.format(options.backoffMost));
        whole.put("onSuccess", options.onSuccess);
        whole.put("order and limits", options.arrangement);
        return whole;
    }

    private void arrangement(Arrangement arrangement, String path) {
        arrangement.workers().ifPresent(most -> number(path + "atMost", most, 0, 100_000));
        arrangement.keyWorkers().ifPresent(most -> number(path + "atMostPerKey", most, 1, 100_000));
        arrangement.rate().ifPresent(rate -> rate(path + "rate", rate));
        arrangement.keyRate().ifPresent(rate -> rate(path + "ratePerKey", rate));
    }

    private void rate(String name, Rate rate) {
        number(name, rate.count(), 1, 1_000_000);
        time(name, rate.per(), Duration.ofMillis(1), Duration.ofDays(1));
        number(name + " burst", rate.burst(), 1, 100_000);
        expect(
                Duration.ofSeconds(rate.count()).compareTo(rate.per().multipliedBy(100_000)) <= 0,
                name + ": expected not more than 100000 a second, got " + rate.count() + " in "
                        + Durations.format(rate.per()));
    }

    private void threads(OwnQueue<?> queue, String path) {
        expect(
                !queue.blocks() || queue.runsOn() != RunsOn.EVENT_LOOP,
                path + "runsOn: a handler that blocks cannot run on EVENT_LOOP; expected WORKER or VIRTUAL_THREAD");
        expect(
                queue.runsOn() != RunsOn.VIRTUAL_THREAD || HandlerThreads.areVirtualThreadsThere(),
                path + "runsOn: VIRTUAL_THREAD needs Java 21 or newer, and this is Java "
                        + Runtime.version().feature() + "; expected WORKER");
    }

    private void address(String name, String url) {
        try {
            DatabaseAddress ignored = DatabaseAddress.parse(name, new Secret(url));
        } catch (InvalidConfigException refused) {
            problems.addAll(refused.problems());
        }
    }

    private void number(String name, int value, int least, int most) {
        expect(
                value >= least && value <= most,
                name + ": expected a number from " + least + " to " + most + ", got " + value);
    }

    private void time(String name, Duration value, Duration least, Duration most) {
        expect(
                value.compareTo(least) >= 0 && value.compareTo(most) <= 0,
                name + ": expected a time from " + Durations.format(least) + " to " + Durations.format(most) + ", got "
                        + Durations.format(value));
    }

    private void expect(boolean holds, String problem) {
        if (!holds) {
            problems.add(problem);
        }
    }
}
