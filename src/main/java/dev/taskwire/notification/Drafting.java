package dev.taskwire.notification;

import dev.taskwire.config.Channel;
import dev.taskwire.notification.Filled.Found;
import dev.taskwire.notification.Preferences.Wishes;
import dev.taskwire.notification.Repetitions.Keyed;
import dev.taskwire.worker.Notified;
import dev.taskwire.worker.WorkerListener;
import io.vertx.core.Future;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds out, for a batch of messages, who is told what on which ways: a statement for the keys that were seen, one a type
 * for whom to tell, one for what they want. Nothing has left the house then. May be used from any context.
 */
final class Drafting {
    private final NotificationTypes types;
    private final Repetitions repetitions;
    private final Preferences preferences;
    private final Composer composer;
    private final WorkerListener listener;

    Drafting(NotificationTypes types, NotificationTables tables, Composer composer, WorkerListener listener) {
        this.types = types;
        this.repetitions = tables.repetitions();
        this.preferences = tables.preferences();
        this.composer = composer;
        this.listener = listener;
    }

    /** A draft for each message. */
    Future<Map<Received, Draft>> draft(List<Received> batch) {
        Map<Received, Draft> drafts = new HashMap<>();
        List<Received> typed = batch.stream()
                .filter(received -> {
                    boolean hasType = types.of(received).isPresent();
                    if (!hasType) {
                        drafts.put(received, new Draft.Impossible(NotificationTypes.whyNone(received)));
                    }
                    return hasType;
                })
                .toList();
        return withoutRepetitions(typed, drafts)
                .compose(this::fill)
                .compose(filled -> preferences.of(readers(filled)).map(wishes -> {
                    filled.forEach((received, one) -> drafts.put(received, draft(received, one, wishes)));
                    return drafts;
                }));
    }

    private Future<List<Received>> withoutRepetitions(List<Received> typed, Map<Received, Draft> drafts) {
        Map<Received, Keyed> keyed = new LinkedHashMap<>();
        typed.stream()
                .filter(received -> received.dedupKey().isPresent() && !NotificationTypes.isDigest(received))
                .forEach(received ->
                        keyed.put(received, Keyed.of(received, type(received).config())));
        return repetitions
                .among(List.copyOf(keyed.values()))
                .map(repeated -> typed.stream()
                        .filter(received -> {
                            boolean isRepeated = Optional.ofNullable(keyed.get(received))
                                    .map(repeated::contains)
                                    .orElse(false);
                            if (isRepeated) {
                                listener.notified(received.type(), "", Notified.REPEATED);
                                drafts.put(received, new Draft.Nothing());
                            }
                            return !isRepeated;
                        })
                        .toList());
    }

    private Future<Map<Received, Filled>> fill(List<Received> fresh) {
        Map<Received, Filled> filled = new HashMap<>();
        Map<String, List<Received>> byFilling = fresh.stream()
                .collect(Collectors.groupingBy(
                        received -> received.type() + "/" + type(received).name()));
        List<Future<Void>> asked = byFilling.values().stream()
                .map(some -> types.fill(type(some.get(0)), some).<Void>map(answers -> {
                    for (int i = 0; i < some.size(); i++) {
                        filled.put(some.get(i), answers.get(i));
                    }
                    return null;
                }))
                .toList();
        return Future.all(asked).map(filled);
    }

    private static Set<String> readers(Map<Received, Filled> filled) {
        return filled.values().stream()
                .filter(Found.class::isInstance)
                .map(one -> ((Found) one).recipient().id())
                .collect(Collectors.toSet());
    }

    private Draft draft(Received received, Filled filled, Wishes wishes) {
        if (filled instanceof Filled.Later later) {
            return new Draft.Later(later.reason());
        }
        if (filled instanceof Filled.Impossible impossible) {
            return new Draft.Impossible(impossible.reason());
        }
        if (!(filled instanceof Found found)) {
            return new Draft.Nothing();
        }
        Notice notice = new Notice(received, type(received), found);
        Set<Channel> channels = channels(notice, wishes);
        try {
            return channels.isEmpty()
                    ? new Draft.Nothing()
                    : new Draft.Ready(notice, composer.compose(notice.type(), found), channels);
        } catch (BrokenTemplateException broken) {
            return new Draft.Impossible(String.valueOf(broken.getMessage()));
        }
    }

    private Set<Channel> channels(Notice notice, Wishes wishes) {
        Set<Channel> channels = EnumSet.noneOf(Channel.class);
        for (Channel channel : notice.type().config().channels()) {
            if (notice.found().isDigest() && channel != Channel.EMAIL) {
                continue;
            }
            Optional<Notified> without = whyWithout(notice, channel, wishes);
            without.ifPresentOrElse(why -> tell(notice, channel, why), () -> channels.add(channel));
        }
        return channels;
    }

    private static Optional<Notified> whyWithout(Notice notice, Channel channel, Wishes wishes) {
        Found found = notice.found();
        if (!wishes.wants(found.recipient().id(), notice.type().name(), channel)) {
            return Optional.of(Notified.UNWANTED);
        }
        boolean isOwn = found.origin() == Filled.Origin.THE_READER;
        return isOwn && channel == Channel.EMAIL && !notice.type().config().mailToSelf()
                ? Optional.of(Notified.OWN)
                : Optional.empty();
    }

    private void tell(Notice notice, Channel channel, Notified how) {
        listener.notified(notice.type().name(), channel.name().toLowerCase(Locale.ROOT), how);
    }

    private NotificationType type(Received received) {
        return types.of(received).orElseThrow();
    }
}
