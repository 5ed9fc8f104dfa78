package dev.taskwire.notification;

import dev.taskwire.config.NotificationConfig;
import dev.taskwire.notification.Filled.Later;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The types that there are, and how messages of each are filled. May be used from any context. */
final class NotificationTypes {
    private static final int TYPE_LONGEST = 50;

    private final Map<String, NotificationType> byName = new HashMap<>();
    private final Filling digest;

    NotificationTypes(Pool pool, NotificationConfig config, Digests digests) {
        Profiles profiles = new Profiles(pool, config.profileQuery());
        Filling assignments = new AssignmentFilling(profiles, new TaskLink(config.taskUrl()));
        Filling payload = new PayloadFilling(profiles);
        Filling team = new TeamFilling();
        Map<String, Filling> special = Map.of(
                NotificationType.TASK_ASSIGNED, assignments,
                NotificationConfig.ALERT, team,
                NotificationConfig.FIGURES, team);
        config.types().forEach((name, type) -> {
            Filling own = special.getOrDefault(name, payload);
            Filling filling = type.query()
                    .<Filling>map(query -> new QueryFilling(pool, name, query))
                    .orElse(own);
            byName.put(name, new NotificationType(name, type, filling));
        });
        this.digest = new DigestFilling(digests);
    }

    /** Those that are configured. */
    List<NotificationType> all() {
        return List.copyOf(byName.values());
    }

    /** The type that a message is of; for a digest, that of what was gathered. Empty where there is none. */
    Optional<NotificationType> of(Received received) {
        if (!isDigest(received)) {
            return Optional.ofNullable(byName.get(received.type()));
        }
        return received.data().getValue("of") instanceof String gathered
                ? Optional.ofNullable(byName.get(gathered))
                : Optional.empty();
    }

    /** What is wrong with a message that is of no type, in a sentence for people. */
    static String whyNone(Received received) {
        return received.problem()
                .orElseGet(() ->
                        "there is no notification of type \"" + SingleLine.of(received.type(), TYPE_LONGEST) + "\"");
    }

    /** Fills messages of one type; what cannot be asked now is asked later, and holds up no other type. */
    Future<List<Filled>> fill(NotificationType type, List<Received> received) {
        Filling filling = isDigest(received.get(0)) ? digest : type.filling();
        return Future.succeededFuture().compose(now -> filling.fill(received)).otherwise(failure -> {
            String reason = "the reader of a " + type.name() + " cannot be looked up: " + failure.getMessage();
            return received.stream().<Filled>map(one -> new Later(reason)).toList();
        });
    }

    static boolean isDigest(Received received) {
        return received.type().equals(NotificationConfig.DIGEST);
    }
}
