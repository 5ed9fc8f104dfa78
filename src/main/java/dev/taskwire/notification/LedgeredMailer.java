package dev.taskwire.notification;

import dev.taskwire.config.OnUnknown;
import dev.taskwire.notification.LedgerStanding.Begun;
import dev.taskwire.notification.LedgerStanding.Closed;
import dev.taskwire.notification.MailAnswer.Accepted;
import dev.taskwire.notification.MailAnswer.NotAccepted;
import dev.taskwire.notification.MailAnswer.NotTaken;
import dev.taskwire.notification.MailAnswer.Unknown;
import dev.taskwire.worker.Outcome;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends mails by the book: a call is committed to the ledger before it is made, and its end is written there before the
 * message has its outcome. Bound to one context.
 */
final class LedgeredMailer {
    private static final Logger LOG = LoggerFactory.getLogger(LedgeredMailer.class);
    private static final int FAILURE_LONGEST = 300;
    private static final Duration NO_LINE = Duration.ofSeconds(1);

    private final GatheredLedger ledger;
    private final Mailer mailer;
    private final MailGate gate;
    private final MailPolicies policies;

    LedgeredMailer(GatheredLedger ledger, Mailer mailer, MailGate gate, MailPolicies policies) {
        this.ledger = ledger;
        this.mailer = mailer;
        this.gate = gate;
        this.policies = policies;
    }

    /**
     * Sends those mails that may be sent now, as many in one call as may go together.
     *
     * @param mails each with an event id of its own
     * @return by event id, what becomes of each mail's message; each comes in its own time
     */
    Map<UUID, Future<Outcome>> send(Collection<Mail> mails) {
        return MailGroups.of(mails, type -> Math.min(mailer.most(), policies.together(type))).stream()
                .flatMap(together -> sendTogether(together).entrySet().stream())
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private Map<UUID, Future<Outcome>> sendTogether(List<Mail> together) {
        Future<Map<UUID, Outcome>> sent = gate.turnedAway()
                .map(outcome -> Future.succeededFuture(all(together, mail -> outcome)))
                .orElseGet(() -> gate.lines()
                        .take()
                        .compose(taken -> taken ? begin(together) : Future.succeededFuture(noLine(together))));
        return together.stream()
                .collect(Collectors.toMap(
                        Mail::eventId,
                        mail -> sent.map(outcomes -> Objects.requireNonNull(outcomes.get(mail.eventId())))));
    }

    private Map<UUID, Outcome> noLine(List<Mail> together) {
        return all(
                together,
                mail -> gate.wait(
                        "no connection to the mail provider was free, for longer than a mail waits in hand", NO_LINE));
    }

    private Future<Map<UUID, Outcome>> begin(List<Mail> together) {
        List<LedgerCall> calls = LedgerCall.of(together, Deadline.in(mailer.timeout()));
        return ledger.begin(calls)
                .compose(standings -> proceed(calls, standings), failure -> notBegun(calls, together, failure));
    }

    private Future<Map<UUID, Outcome>> proceed(List<LedgerCall> calls, Map<UUID, LedgerStanding> standings) {
        Map<UUID, Outcome> outcomes = new HashMap<>();
        calls.forEach(call -> standing(standings, call)
                .ifPresent(standing -> outcomes.put(call.eventId(), notNow(call.mail(), standing))));
        List<LedgerCall> begun = calls.stream()
                .filter(call -> !outcomes.containsKey(call.eventId()))
                .toList();
        if (begun.isEmpty()) {
            gate.lines().giveBack();
            return Future.succeededFuture(outcomes);
        }
        boolean isProbe =
                begun.stream().anyMatch(call -> standings.get(call.id()) instanceof Begun one && one.isProbe());
        if (!isProbe) {
            gate.isOpen();
        }
        return call(begun, isProbe).map(called -> {
            outcomes.putAll(called);
            return outcomes;
        });
    }

    /** Empty for a call that was begun. */
    private static Optional<LedgerStanding> standing(Map<UUID, LedgerStanding> standings, LedgerCall call) {
        return Optional.ofNullable(standings.get(call.id())).filter(standing -> !(standing instanceof Begun));
    }

    private Outcome notNow(Mail mail, LedgerStanding standing) {
        if (standing instanceof Closed closed) {
            gate.isClosed(closed.reason(), closed.left());
            return gate.wait(closed.reason(), closed.left());
        }
        if (standing instanceof LedgerStanding.Suppressed) {
            policies.suppressed(mail);
        }
        return MailOutcome.ofStanding(standing);
    }

    /** Should the rows be there all the same, because the answer to their commit was lost, they learn that nothing was sent. */
    private Future<Map<UUID, Outcome>> notBegun(List<LedgerCall> calls, List<Mail> together, Throwable failure) {
        gate.lines().giveBack();
        String reason =
                "the mail ledger cannot be written, the mail was not sent: " + SingleLine.of(failure, FAILURE_LONGEST);
        NotTaken answer = new NotTaken(reason, Optional.empty());
        calls.forEach(call -> ledger.finish(LedgerResult.notAccepted(call, answer, OnUnknown.RESEND))
                .onFailure(still -> LOG.debug("the mail ledger still cannot be written", still)));
        return Future.succeededFuture(all(together, mail -> Outcome.retry(reason)));
    }

    private Future<Map<UUID, Outcome>> call(List<LedgerCall> calls, boolean isProbe) {
        List<Mail> mails = calls.stream().map(LedgerCall::mail).toList();
        long began = System.nanoTime();
        return Future.succeededFuture()
                .compose(now -> mailer.send(mails, calls.get(0).deadline()))
                .onComplete(ended -> gate.lines().giveBack(Duration.ofNanos(System.nanoTime() - began)))
                .otherwise(failure -> Collections.nCopies(mails.size(), unknown(failure)))
                .compose(
                        answers -> gate.learn(answers, isProbe).compose(closedFor -> ended(calls, answers, closedFor)));
    }

    private static MailAnswer unknown(Throwable failure) {
        return new Unknown("the mailer failed (" + SingleLine.of(failure, FAILURE_LONGEST)
                + "): whether the mail was sent is not known");
    }

    private Future<Map<UUID, Outcome>> ended(
            List<LedgerCall> calls, List<MailAnswer> answers, Optional<Duration> closedFor) {
        Map<UUID, Outcome> outcomes = new HashMap<>();
        List<Future<Void>> written = IntStream.range(0, calls.size())
                .mapToObj(i -> {
                    outcomes.put(calls.get(i).eventId(), outcome(calls.get(i), answers.get(i), closedFor));
                    return write(result(calls.get(i), answers.get(i)));
                })
                .toList();
        return Future.join(written).map(outcomes);
    }

    /** A mail that was accepted is sent and its message's work is done, whether that could be written down or not. */
    private Outcome outcome(LedgerCall call, MailAnswer answer, Optional<Duration> closedFor) {
        if (answer instanceof Accepted) {
            policies.sent(call.mail());
            return Outcome.DONE;
        }
        NotAccepted notAccepted = (NotAccepted) answer;
        return MailOutcome.waits(notAccepted)
                ? gate.wait(notAccepted.reason(), closedFor.orElse(NO_LINE))
                : MailOutcome.of(notAccepted, policies.onUnknown(call.mail().type()));
    }

    private LedgerResult result(LedgerCall call, MailAnswer answer) {
        return answer instanceof Accepted accepted
                ? LedgerResult.accepted(call, accepted)
                : LedgerResult.notAccepted(
                        call,
                        (NotAccepted) answer,
                        policies.onUnknown(call.mail().type()));
    }

    /** Completes when the ledger knows it, or cannot be told: then its row says that the mail is being sent. */
    private Future<Void> write(LedgerResult result) {
        return ledger.finish(result)
                .onFailure(failure -> LOG.atWarn()
                        .addKeyValue("event_id", result.eventId())
                        .addKeyValue("state", result.state().column())
                        .addKeyValue("answer", Objects.requireNonNullElse(result.messageId(), result.error()))
                        .addKeyValue("reason", SingleLine.of(failure, FAILURE_LONGEST))
                        .log("the mail ledger cannot be told what became of a mail"))
                .otherwiseEmpty();
    }

    private static Map<UUID, Outcome> all(List<Mail> mails, Function<Mail, Outcome> outcome) {
        return mails.stream().collect(Collectors.toMap(Mail::eventId, outcome));
    }
}
