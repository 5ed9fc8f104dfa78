package dev.taskwire.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskwire.queue.QueueStanding;
import dev.taskwire.worker.Notified;
import dev.taskwire.worker.Occurred;
import dev.taskwire.worker.WakeCause;
import java.time.Duration;
import java.util.List;
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

        assertThat(scrape())
                .contains("taskwire_messages_read_total{queue=\"notifications\"} 7.0")
                .contains("taskwire_wakes_total{cause=\"notification\",queue=\"notifications\"} 1.0")
                .contains("taskwire_messages_handled_total{outcome=\"done\",queue=\"notifications\"} 5.0")
                .contains("taskwire_messages_handled_total{outcome=\"lease_lost\",queue=\"notifications\"} 2.0")
                .contains("# HELP taskwire_messages_handled_total Deliveries by how they ended: done");
    }

    @Test
    void countsNotificationsByTypeChannelAndResult() {
        metrics.notified("task_assigned", "email", Notified.SENT);
        metrics.notified("task_assigned", "email", Notified.UNWANTED);

        assertThat(scrape())
                .contains("taskwire_notifications_total{channel=\"email\",result=\"sent\",type=\"task_assigned\"} 1.0")
                .contains("{channel=\"email\",result=\"unwanted\",type=\"task_assigned\"} 1.0");
    }

    @Test
    void saysWhichDestinationsAreClosedNow() {
        metrics.closed("mail", "SendGrid answered 401", Duration.ofSeconds(1));

        assertThat(scrape(Set.of("mail"), Map.of()))
                .contains("taskwire_destination_closed{destination=\"mail\"} 1.0")
                .contains("taskwire_destination_closed{destination=\"slack\"} 0.0")
                .contains("taskwire_destination_closings_total{destination=\"mail\"} 1.0")
                .doesNotContain("answered 401");
        assertThat(scrape()).contains("taskwire_destination_closed{destination=\"mail\"} 0.0");
    }

    @Test
    void saysWhetherItListens() {
        assertThat(scrape()).contains("taskwire_listener_up 0.0");
        metrics.listening();
        assertThat(scrape()).contains("taskwire_listener_up 1.0");
        assertThat(scrape()).contains("taskwire_listener_reconnects_total 0.0");
        metrics.listenerLost("gone");
        assertThat(scrape()).contains("taskwire_listener_up 0.0").contains("taskwire_listener_failures_total 1.0");
        metrics.listening();
        metrics.listening();
        assertThat(scrape()).contains("taskwire_listener_up 1.0").contains("taskwire_listener_reconnects_total 1.0");
    }

    @Test
    void countsWhatBecameOfOccurrencesAndHowLateTheyWereFired() {
        metrics.occurred("backup", Occurred.FIRED);
        metrics.occurred("backup", Occurred.FIRED);
        metrics.occurred("backup", Occurred.DONE);
        metrics.occurred("refresh", Occurred.MISSED);
        metrics.firedLate("backup", Duration.ofMillis(250));
        metrics.firedLate("backup", Duration.ofMillis(-1));

        assertThat(scrape())
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

        assertThat(scrape())
                .contains("{outcome=\"fired\",schedule=\"(others)\"} 3.0")
                .contains("{outcome=\"fired\",schedule=\"schedule 0\"} 2.0")
                .doesNotContain("schedule 102");
    }

    @Test
    void saysWhichAlarmsAreOnNowAndForgetsSchedulesThatAreGone() {
        assertThat(scrape(Set.of(), Map.of("backup", true, "refresh", false)))
                .contains("# HELP taskwire_schedule_alarm Whether a schedule is without a success")
                .contains("taskwire_schedule_alarm{schedule=\"backup\"} 1.0")
                .contains("taskwire_schedule_alarm{schedule=\"refresh\"} 0.0");
        assertThat(scrape(Set.of(), Map.of("backup", false)))
                .contains("taskwire_schedule_alarm{schedule=\"backup\"} 0.0")
                .doesNotContain("refresh");
    }

    @Test
    void aQueueThatIsExpectedHasItsCountersAtNoughtBeforeAnythingHappens() {
        metrics.expect("notifications");

        assertThat(scrape())
                .contains("taskwire_messages_handled_total{outcome=\"dead_letter\",queue=\"notifications\"} 0.0")
                .contains("taskwire_wakes_total{cause=\"poll\",queue=\"notifications\"} 0.0")
                .contains("taskwire_turns_failed_total{queue=\"notifications\"} 0.0")
                .contains("taskwire_message_wait_seconds_count{queue=\"notifications\"} 0")
                .contains("taskwire_destination_closings_total{destination=\"slack\"} 0.0");
    }

    @Test
    void eachMessageOfABatchCountsInTheHistograms() {
        metrics.worked("activity_log", 1000, Duration.ofMillis(30));
        metrics.waited("activity_log", 5, Duration.ofMillis(1), Duration.ofMillis(5));
        metrics.waited("activity_log", 1, Duration.ofMillis(-3), Duration.ofMillis(-3));
        metrics.waited("activity_log", 2, Duration.ofHours(3), Duration.ofHours(4));
        metrics.woken("activity_log", Duration.ofNanos(2_400_000));

        assertThat(scrape())
                .contains("# TYPE taskwire_message_handling_seconds histogram")
                .contains("taskwire_message_handling_seconds_bucket{queue=\"activity_log\",le=\"0.025\"} 0\n")
                .contains("taskwire_message_handling_seconds_bucket{queue=\"activity_log\",le=\"0.05\"} 1000\n")
                .contains("taskwire_message_handling_seconds_count{queue=\"activity_log\"} 1000\n")
                .contains("taskwire_message_handling_seconds_sum{queue=\"activity_log\"} 30.0\n")
                .contains("taskwire_message_wait_seconds_bucket{queue=\"activity_log\",le=\"0.001\"} 2\n")
                .contains("taskwire_message_wait_seconds_bucket{queue=\"activity_log\",le=\"0.0025\"} 3\n")
                .contains("taskwire_message_wait_seconds_bucket{queue=\"activity_log\",le=\"0.005\"} 6\n")
                .contains("taskwire_message_wait_seconds_bucket{queue=\"activity_log\",le=\"5000.0\"} 6\n")
                .contains("taskwire_message_wait_seconds_bucket{queue=\"activity_log\",le=\"+Inf\"} 8\n")
                .contains("taskwire_wake_latency_seconds_bucket{queue=\"activity_log\",le=\"0.0025\"} 1\n");
    }

    @Test
    void queuesThatComeUpAfterTheHundredthShareTheirFigures() {
        for (int i = 0; i < 103; i++) {
            metrics.done("queue " + i, 1);
        }

        assertThat(scrape())
                .contains("taskwire_messages_handled_total{outcome=\"done\",queue=\"(others)\"} 3.0")
                .doesNotContain("queue 102");
    }

    @Test
    void showsHowQueuesAndMailsStandAndHowLongAgoThatWasAsked() {
        QueueStanding queue =
                new QueueStanding("reports", 19, 7, 5, 4, 2, 1, 3, Duration.ofMillis(2500), 6, 1000, null, false);
        QueueStanding empty = new QueueStanding("empty", 0, 0, 0, 0, 0, 0, 0, null, 0, 0, null, false);

        assertThat(metrics.scrape(
                        new PresentState(Set.of(), Map.of(), Map.of("held", 2L), List.of(queue, empty)),
                        Duration.ofMillis(1500)))
                .contains("taskwire_queue_depth{queue=\"reports\",state=\"ready\"} 7.0")
                .contains("taskwire_queue_depth{queue=\"reports\",state=\"in_hand\"} 5.0")
                .contains("taskwire_queue_depth{queue=\"reports\",state=\"delayed\"} 4.0")
                .contains("taskwire_queue_depth{queue=\"reports\",state=\"parked\"} 2.0")
                .contains("taskwire_queue_depth{queue=\"reports\",state=\"unknown\"} 1.0")
                .contains("taskwire_queue_oldest_ready_age_seconds{queue=\"reports\"} 2.5")
                .contains("taskwire_queue_oldest_ready_age_seconds{queue=\"empty\"} 0.0")
                .contains("taskwire_queue_retrying{queue=\"reports\"} 3.0")
                .contains("taskwire_queue_dead_letters{queue=\"reports\"} 6.0")
                .contains("taskwire_queue_archived{queue=\"reports\"} 1000.0")
                .contains("taskwire_mails{state=\"held\"} 2.0")
                .contains("taskwire_figures_age_seconds 1.5");
    }

    private String scrape() {
        return scrape(Set.of(), Map.of());
    }

    private String scrape(Set<String> closed, Map<String, Boolean> alarms) {
        return metrics.scrape(new PresentState(closed, alarms, Map.of(), List.of()), Duration.ZERO);
    }
}
