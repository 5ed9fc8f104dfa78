package dev.taskwire.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskwire.worker.Notified;
import dev.taskwire.worker.Occurred;
import dev.taskwire.worker.WakeCause;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MetricsTest {
    private final Metrics metrics = new Metrics(Set.of("mail", "slack"));

    @Test
    void countsWhatWorkersDoByQueueAndOutcome() {
        metrics.taken("notifications", WakeCause.NOTIFICATION, 7);
        metrics.done("notifications", 5);
        metrics.leaseLost("notifications", 2);

        assertThat(metrics.scrape(PresentState.UNKNOWN))
                .contains("taskwire_messages_read_total{queue=\"notifications\"} 7.0")
                .contains("taskwire_wakes_total{cause=\"notification\",queue=\"notifications\"} 1.0")
                .contains("taskwire_messages_handled_total{outcome=\"done\",queue=\"notifications\"} 5.0")
                .contains("taskwire_messages_handled_total{outcome=\"lease_lost\",queue=\"notifications\"} 2.0")
                .contains("# HELP taskwire_messages_handled_total Messages by how the work on them ended");
    }

    @Test
    void countsNotificationsByTypeChannelAndResult() {
        metrics.notified("task_assigned", "email", Notified.SENT);
        metrics.notified("task_assigned", "email", Notified.UNWANTED);

        assertThat(metrics.scrape(PresentState.UNKNOWN))
                .contains("taskwire_notifications_total{channel=\"email\",result=\"sent\",type=\"task_assigned\"} 1.0")
                .contains("{channel=\"email\",result=\"unwanted\",type=\"task_assigned\"} 1.0");
    }

    @Test
    void saysWhichDestinationsAreClosedNow() {
        metrics.closed("mail", "SendGrid answered 401", Duration.ofSeconds(1));

        assertThat(metrics.scrape(new PresentState(Set.of("mail"), Map.of())))
                .contains("taskwire_destination_closed{destination=\"mail\"} 1.0")
                .contains("taskwire_destination_closed{destination=\"slack\"} 0.0")
                .contains("taskwire_destination_closings_total{destination=\"mail\"} 1.0")
                .doesNotContain("401");
        assertThat(metrics.scrape(PresentState.UNKNOWN))
                .contains("taskwire_destination_closed{destination=\"mail\"} 0.0");
    }

    @Test
    void saysWhetherItListens() {
        assertThat(metrics.scrape(PresentState.UNKNOWN)).contains("taskwire_listener_up 0.0");
        metrics.listening();
        assertThat(metrics.scrape(PresentState.UNKNOWN)).contains("taskwire_listener_up 1.0");
        metrics.listenerLost("gone");
        assertThat(metrics.scrape(PresentState.UNKNOWN)).contains("taskwire_listener_up 0.0");
    }

    @Test
    void countsWhatBecameOfOccurrencesAndHowLateTheyWereFired() {
        metrics.occurred("backup", Occurred.FIRED);
        metrics.occurred("backup", Occurred.FIRED);
        metrics.occurred("backup", Occurred.DONE);
        metrics.occurred("refresh", Occurred.MISSED);
        metrics.firedLate("backup", Duration.ofMillis(250));
        metrics.firedLate("backup", Duration.ofMillis(-1));

        assertThat(metrics.scrape(PresentState.UNKNOWN))
                .contains("taskwire_schedule_occurrences_total{outcome=\"fired\",schedule=\"backup\"} 2.0")
                .contains("taskwire_schedule_occurrences_total{outcome=\"done\",schedule=\"backup\"} 1.0")
                .contains("taskwire_schedule_occurrences_total{outcome=\"missed\",schedule=\"refresh\"} 1.0")
                .contains("taskwire_schedule_lateness_seconds_count{schedule=\"backup\"} 2")
                .contains("taskwire_schedule_lateness_seconds_sum{schedule=\"backup\"} 0.25")
                .contains("# HELP taskwire_schedule_lateness_seconds How long after its time an occurrence was fired");
    }

    @Test
    void schedulesThatComeUpAfterTheHundredthShareTheirFigures() {
        for (int i = 0; i < 103; i++) {
            metrics.occurred("schedule " + i, Occurred.FIRED);
        }
        metrics.occurred("schedule 0", Occurred.FIRED);

        assertThat(metrics.scrape(PresentState.UNKNOWN))
                .contains("{outcome=\"fired\",schedule=\"(others)\"} 3.0")
                .contains("{outcome=\"fired\",schedule=\"schedule 0\"} 2.0")
                .doesNotContain("schedule 102");
    }

    @Test
    void saysWhichAlarmsAreOnNowAndForgetsSchedulesThatAreGone() {
        assertThat(metrics.scrape(new PresentState(Set.of(), Map.of("backup", true, "refresh", false))))
                .contains("# HELP taskwire_schedule_alarm Whether a schedule is without a success")
                .contains("taskwire_schedule_alarm{schedule=\"backup\"} 1.0")
                .contains("taskwire_schedule_alarm{schedule=\"refresh\"} 0.0");
        assertThat(metrics.scrape(new PresentState(Set.of(), Map.of("backup", false))))
                .contains("taskwire_schedule_alarm{schedule=\"backup\"} 0.0")
                .doesNotContain("refresh");
    }
}
