package dev.taskwire.notification;

import dev.taskwire.notification.SendGridVerdict.Scope;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Mails that go together. Where SendGrid refuses their request because of some of them, the others go again: without those
 * that it names, or in halves, until the bad ones are left alone. All of that is one call to the ledger, and ends with its
 * deadline.
 */
final class SendGridBatch {
    private final Function<List<Mail>, Future<SendGridVerdict>> request;

    /** @param request sends mails in one request */
    SendGridBatch(Function<List<Mail>, Future<SendGridVerdict>> request) {
        this.request = request;
    }

    /** An answer for each mail, in their order. */
    Future<List<MailAnswer>> send(List<Mail> mails) {
        return request.apply(mails).compose(verdict -> {
            if (mails.size() == 1 || verdict.scope() == Scope.EACH) {
                return Future.succeededFuture(
                        mails.stream().map(mail -> verdict.answer()).toList());
            }
            return verdict.faulty().isEmpty() ? halves(mails) : others(mails, verdict.faulty());
        });
    }

    private Future<List<MailAnswer>> halves(List<Mail> mails) {
        int half = mails.size() / 2;
        return send(mails.subList(0, half))
                .compose(first -> send(mails.subList(half, mails.size())).map(second -> {
                    List<MailAnswer> both = new ArrayList<>(first);
                    both.addAll(second);
                    return both;
                }));
    }

    private Future<List<MailAnswer>> others(List<Mail> mails, Map<Integer, MailAnswer> faulty) {
        List<Integer> places = IntStream.range(0, mails.size())
                .filter(place -> !faulty.containsKey(place))
                .boxed()
                .toList();
        Future<List<MailAnswer>> sent = places.isEmpty()
                ? Future.succeededFuture(List.of())
                : send(places.stream().map(mails::get).toList());
        return sent.map(answers -> IntStream.range(0, mails.size())
                .mapToObj(place -> {
                    MailAnswer refused = faulty.get(place);
                    return refused == null ? answers.get(places.indexOf(place)) : refused;
                })
                .toList());
    }
}
