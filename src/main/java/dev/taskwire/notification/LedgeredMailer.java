package dev.taskwire.notification;

import dev.taskwire.config.OnUnknown;
import dev.taskwire.notification.LedgerStanding.Begun;
import dev.taskwire.notification.MailAnswer.Accepted;
import dev.taskwire.notification.MailAnswer.NotAccepted;
import dev.taskwire.notification.MailAnswer.NotTaken;
import dev.taskwire.notification.MailAnswer.Unknown;
import dev.taskwire.worker.Outcome;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends mails by the book: a call is committed to the ledger before it is made, and its end is written there before the
 * message has its outcome. Bound to one context.
 */
final class LedgeredMailer {
    private static final Logger LOG = LoggerFactory.getLogger(LedgeredMailer.class);
    private static final int FAILURE_LONGEST = 300;

    private final GatheredLedger ledger;
    private final Mailer mailer;
    private final Lines lines;
    private final Map<String, OnUnknown> policies;

    /** @param policies by type, for every type of mail that comes */
    LedgeredMailer(GatheredLedger ledger, Mailer mailer, Lines lines, Map<String, OnUnknown> policies) {
        this.ledger = ledger;
        this.mailer = mailer;
        this.lines = lines;
        this.policies = policies;
    }

    /**
     * Sends those mails that may be sent now.
     *
     * @param mails by event id
     * @return by event id, what becomes of each mail's message; each comes in its own time
     */
    Map<UUID, Future<Outcome>> send(Map<UUID, Mail> mails) {
        return mails.values().stream().collect(Collectors.toMap(Mail::eventId, this::send));
    }

    private Future<Outcome> send(Mail mail) {
        return lines.take().compose(taken -> taken ? begin(mail) : Future.succeededFuture(MailOutcome.ofNoLine()));
    }

    private Future<Outcome> begin(Mail mail) {
        LedgerCall call = LedgerCall.of(mail, Deadline.in(mailer.timeout()));
        return ledger.begin(call).compose(standing -> proceed(call, standing), failure -> notBegun(call, failure));
    }

    private Future<Outcome> proceed(LedgerCall call, LedgerStanding standing) {
        if (standing instanceof Begun) {
            return call(call);
        }
        lines.giveBack();
        return Future.succeededFuture(MailOutcome.ofStanding(standing));
    }

    /** Should the row be there all the same, because the answer to its commit was lost, it learns that nothing was sent. */
    private Future<Outcome> notBegun(LedgerCall call, Throwable failure) {
        lines.giveBack();
        String reason =
                "the mail ledger cannot be written, the mail was not sent: " + SingleLine.of(failure, FAILURE_LONGEST);
        ledger.finish(LedgerResult.notAccepted(call, new NotTaken(reason, Optional.empty()), OnUnknown.RESEND))
                .onFailure(still -> LOG.debug("the mail ledger still cannot be written", still));
        return Future.succeededFuture(Outcome.retry(reason));
    }

    private Future<Outcome> call(LedgerCall call) {
        long began = System.nanoTime();
        return Future.succeededFuture()
                .compose(now -> mailer.send(List.of(call.mail()), call.deadline()))
                .map(answers -> answers.get(0))
                .onComplete(ended -> lines.giveBack(Duration.ofNanos(System.nanoTime() - began)))
                .otherwise(LedgeredMailer::unknown)
                .compose(answer -> answer instanceof Accepted accepted
                        ? accepted(call, accepted)
                        : notAccepted(call, (NotAccepted) answer));
    }

    private static MailAnswer unknown(Throwable failure) {
        return new Unknown("the mailer failed (" + SingleLine.of(failure, FAILURE_LONGEST)
                + "): whether the mail was sent is not known");
    }

    /** The mail is sent and its message's work is done, whether that could be written down or not. */
    private Future<Outcome> accepted(LedgerCall call, Accepted answer) {
        return write(LedgerResult.accepted(call, answer)).map(Outcome.DONE);
    }

    private Future<Outcome> notAccepted(LedgerCall call, NotAccepted answer) {
        OnUnknown policy = policies.getOrDefault(call.mail().type(), OnUnknown.RESEND);
        return write(LedgerResult.notAccepted(call, answer, policy)).map(MailOutcome.of(answer, policy));
    }

    /** Completes when the ledger knows it, or cannot be told: then its row says that the mail is being sent. */
    private Future<Void> write(LedgerResult result) {
        return ledger.finish(result)
                .onFailure(failure -> LOG.warn(
                        "the mail ledger cannot be told that mail {} is {} ({}): {}",
                        result.eventId(),
                        result.state().column(),
                        Objects.requireNonNullElse(result.messageId(), result.error()),
                        SingleLine.of(failure, FAILURE_LONGEST)))
                .otherwiseEmpty();
    }
}
