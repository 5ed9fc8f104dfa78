package dev.taskwire.notification;

import dev.taskwire.notification.Digests.Entry;
import dev.taskwire.notification.Filled.Found;
import dev.taskwire.notification.Filled.Impossible;
import dev.taskwire.notification.Filled.Nobody;
import dev.taskwire.notification.Filled.Origin;
import dev.taskwire.postgres.UuidText;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Fills the mail that ends a digest's window with what was gathered in it. May be used from any context. */
final class DigestFilling implements Filling {
    /** More than this are counted, and not told one by one. */
    private static final int TOLD_MOST = 100;

    private final Digests digests;

    DigestFilling(Digests digests) {
        this.digests = digests;
    }

    @Override
    public Future<List<Filled>> fill(List<Received> received) {
        List<Optional<UUID>> ids = received.stream().map(DigestFilling::id).toList();
        return digests.close(ids.stream().flatMap(Optional::stream).toList())
                .map(entries -> ids.stream()
                        .map(id -> id.map(digest -> filled(entries.getOrDefault(digest, List.of())))
                                .orElseGet(() -> new Impossible("a digest's message needs its digest_id, a uuid")))
                        .toList());
    }

    private static Optional<UUID> id(Received received) {
        return received.data().getValue("digest_id") instanceof String text ? UuidText.parse(text) : Optional.empty();
    }

    /** One that remained alone is told as if it had not been gathered. */
    private static Filled filled(List<Entry> entries) {
        if (entries.isEmpty()) {
            return new Nobody();
        }
        Entry latest = entries.get(entries.size() - 1);
        if (entries.size() == 1) {
            return new Found(latest.recipient(), latest.variables(), Origin.DIGEST_OF_ONE);
        }
        Map<String, Object> variables = Map.of(
                "name", SingleLine.of(latest.recipient().name(), MailAddress.NAME_LONGEST),
                "count", entries.size(),
                "items", entries.stream().limit(TOLD_MOST).map(Entry::variables).toList());
        return new Found(latest.recipient(), variables, Origin.DIGEST);
    }
}
