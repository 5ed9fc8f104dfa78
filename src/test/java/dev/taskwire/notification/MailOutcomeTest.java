package dev.taskwire.notification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskwire.config.OnUnknown;
import dev.taskwire.notification.LedgerStanding.AlreadyAccepted;
import dev.taskwire.notification.LedgerStanding.Elsewhere;
import dev.taskwire.notification.LedgerStanding.Stopped;
import dev.taskwire.notification.MailAnswer.Misconfigured;
import dev.taskwire.notification.MailAnswer.NotTaken;
import dev.taskwire.notification.MailAnswer.Refused;
import dev.taskwire.notification.MailAnswer.Unavailable;
import dev.taskwire.notification.MailAnswer.Unknown;
import dev.taskwire.worker.Outcome;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class MailOutcomeTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @ParameterizedTest
    @EnumSource
    void whatIsKnownNeedsNoPolicy(OnUnknown policy) {
        assertThat(MailOutcome.of(new Refused("no"), policy)).isEqualTo(Outcome.reject("no"));
        assertThat(MailOutcome.waits(new NotTaken("later", Optional.of(MINUTE))))
                .isFalse();
        assertThat(MailOutcome.of(new NotTaken("later", Optional.of(MINUTE)), policy))
                .isEqualTo(new Outcome.Retry("later", Optional.of(MINUTE)));
    }

    @Test
    void whatTheProviderAsAWholeRefusesWaitsForIt() {
        assertThat(MailOutcome.waits(new Misconfigured("key"))).isTrue();
        assertThat(MailOutcome.waits(new Unavailable("away", Optional.empty()))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"RESEND, UNKNOWN", "HOLD, HELD", "GIVE_UP, GIVEN_UP"})
    void thePolicyDecidesOnTheUnknown(OnUnknown policy, MailState state) {
        assertThat(MailState.ofUnknown(policy)).isEqualTo(state);
        assertThat(MailState.of(state.column())).isEqualTo(state);
    }

    @Test
    void anUnknownMailIsSentAgainOrSaysHow() {
        Unknown unknown = new Unknown("nobody knows");

        assertThat(MailOutcome.of(unknown, OnUnknown.RESEND)).isEqualTo(Outcome.retry("nobody knows"));
        assertThat(MailOutcome.of(unknown, OnUnknown.HOLD))
                .isEqualTo(
                        Outcome.reject("nobody knows; it is held (notifications.on_unknown). To send it again, set its"
                                + " state in taskwire.email_deliveries to failed and redrive the message"));
        assertThat(MailOutcome.of(unknown, OnUnknown.GIVE_UP))
                .isEqualTo(
                        Outcome.reject("nobody knows; it was given up (notifications.on_unknown). To send it again, set"
                                + " its state in taskwire.email_deliveries to failed and redrive the message"));
    }

    @Test
    void whatTheLedgerHasSettledNeedsNoCall() {
        assertThat(MailOutcome.ofStanding(new AlreadyAccepted())).isEqualTo(Outcome.DONE);
        assertThat(MailOutcome.ofStanding(new Stopped(MailState.HELD, "nobody knows")))
                .isEqualTo(MailOutcome.of(new Unknown("nobody knows"), OnUnknown.HOLD));
        assertThat(MailOutcome.ofStanding(new Elsewhere(MINUTE)))
                .isEqualTo(Outcome.postpone(
                        "another worker is sending this mail, or died while it was sending it", MINUTE));
    }
}
