package dev.taskwire.notification;

import dev.taskwire.config.Channel;
import dev.taskwire.notification.Draft.Ready;
import dev.taskwire.worker.Outcome;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Sends notifications on each of their ways: first into the application's table, then, where that took them, on all others
 * at once. Bound to one context.
 */
final class Ways {
    private final Map<Channel, Way> ways;

    Ways(Map<Channel, Way> ways) {
        this.ways = new EnumMap<>(ways);
    }

    /** As it stands in tables, metrics and the configuration. */
    static String name(Channel channel) {
        return channel.name().toLowerCase(Locale.ROOT);
    }

    /** By event id, what becomes of the messages. */
    Map<UUID, Future<Outcome>> send(List<Ready> ready) {
        Map<UUID, Future<Outcome>> inApp = send(Channel.IN_APP, ready);
        Future<Map<UUID, Future<Outcome>>> others = Future.join(List.copyOf(inApp.values()))
                .map(inserted -> sendOthers(ready.stream()
                        .filter(one -> wentWell(outcome(inApp, one.eventId())))
                        .toList()));
        return ready.stream()
                .collect(Collectors.toMap(
                        Ready::eventId,
                        one -> others.compose(sent ->
                                Objects.requireNonNullElse(sent.get(one.eventId()), outcome(inApp, one.eventId()))),
                        (first, second) -> first));
    }

    private static boolean wentWell(Future<Outcome> inserted) {
        return inserted.result() instanceof Outcome.Done;
    }

    private static Future<Outcome> outcome(Map<UUID, Future<Outcome>> inApp, UUID event) {
        return inApp.getOrDefault(event, Future.succeededFuture(Outcome.DONE));
    }

    private Map<UUID, Future<Outcome>> sendOthers(List<Ready> ready) {
        List<Map<UUID, Future<Outcome>>> sent = new ArrayList<>();
        ways.keySet().stream()
                .filter(channel -> channel != Channel.IN_APP)
                .forEach(channel -> sent.add(send(channel, ready)));
        return sent.stream()
                .flatMap(one -> one.entrySet().stream())
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, Ways::both));
    }

    private Map<UUID, Future<Outcome>> send(Channel channel, List<Ready> ready) {
        List<Ready> some =
                ready.stream().filter(one -> one.channels().contains(channel)).toList();
        return some.isEmpty()
                ? Map.of()
                : Objects.requireNonNull(ways.get(channel)).send(some);
    }

    /** The message has to come again as long as one of them needs it; what cannot be done is told when the rest is. */
    private static Future<Outcome> both(Future<Outcome> first, Future<Outcome> second) {
        return Future.join(first, second).map(both -> {
            Outcome one = first.result();
            Outcome other = second.result();
            return weight(one) >= weight(other) ? one : other;
        });
    }

    private static int weight(Outcome outcome) {
        if (outcome instanceof Outcome.Postpone) {
            return 3;
        }
        if (outcome instanceof Outcome.Retry) {
            return 2;
        }
        return outcome instanceof Outcome.Reject ? 1 : 0;
    }
}
