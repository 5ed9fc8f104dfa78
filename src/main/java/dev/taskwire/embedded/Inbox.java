package dev.taskwire.embedded;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** The last mails that came. Bound to one context. */
final class Inbox {
    static final int KEPT_MOST = 100;

    private final Deque<InboxMail> newestFirst = new ArrayDeque<>();
    private int arrived;

    /**
     * Takes the mails of a request to {@code /v3/mail/send}, all of them or none, and answers them in their order.
     *
     * @throws RuntimeException if it is not what SendGrid takes
     */
    List<ReceivedMail> take(JsonObject request, Instant arrivedAt) {
        List<InboxMail> mails = new ArrayList<>();
        JsonArray envelopes = request.getJsonArray("personalizations");
        if (envelopes.isEmpty()) {
            throw new IllegalArgumentException("a request has one personalization at least");
        }
        for (int i = 0; i < envelopes.size(); i++) {
            JsonObject envelope = envelopes.getJsonObject(i);
            ReceivedMail received = ReceivedMail.from(request, envelope, arrivedAt);
            mails.add(InboxMail.from(arrived + 1 + i, received, request, envelope));
        }
        mails.forEach(this::keep);
        return mails.stream().map(InboxMail::received).toList();
    }

    private void keep(InboxMail mail) {
        arrived = mail.number();
        newestFirst.addFirst(mail);
        if (newestFirst.size() > KEPT_MOST) {
            newestFirst.removeLast();
        }
    }

    /** How many have come so far, those among them that are not kept any more. */
    int arrived() {
        return arrived;
    }

    List<InboxMail> newestFirst() {
        return List.copyOf(newestFirst);
    }

    Optional<InboxMail> find(String number) {
        return newestFirst.stream()
                .filter(mail -> String.valueOf(mail.number()).equals(number))
                .findFirst();
    }
}
