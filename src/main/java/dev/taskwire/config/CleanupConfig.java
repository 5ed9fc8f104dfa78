package dev.taskwire.config;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What is deleted when it is old, and how.
 *
 * @param batchSize rows in one transaction
 * @param tables the user's own tables, by name
 */
public record CleanupConfig(JobTimes times, int batchSize, Retention keep, Map<String, OwnTable> tables) {
    private static final Duration LEAST = Duration.ofHours(1);
    private static final Duration MOST = Duration.ofDays(36_500);

    /**
     * How long Taskwire's own rows are kept.
     *
     * @param activityLogs changes of watched rows
     * @param archivedMessages pgmq's archives of all queues
     * @param occurrences what became of schedules, and of earlier clean-ups
     * @param mails the mail ledger's closed rows, what the provider reported, digests and what Slack was told
     * @param httpJobs HTTP jobs that were successful or cancelled, and for which nobody waits
     */
    public record Retention(
            Duration activityLogs, Duration archivedMessages, Duration occurrences, Duration mails, Duration httpJobs) {
        private static Retention from(ConfigSection section) {
            return new Retention(
                    section.duration("activity_logs", Duration.ofDays(90), LEAST, MOST),
                    section.duration("archived_messages", Duration.ofDays(30), LEAST, MOST),
                    section.duration("occurrences", Duration.ofDays(90), LEAST, MOST),
                    section.duration("mails", Duration.ofDays(90), LEAST, MOST),
                    section.duration("http_jobs", Duration.ofDays(30), LEAST, MOST));
        }
    }

    /**
     * A table of the user's.
     *
     * @param column tells how old a row is
     * @param keep how long rows are kept; where nothing is said, none is deleted
     */
    public record OwnTable(String column, Optional<Duration> keep) {
        private static OwnTable from(ConfigSection section) {
            OwnTable table =
                    new OwnTable(section.text("column", "created_at"), section.optionalDuration("keep", LEAST, MOST));
            if (table.keep.isEmpty()) {
                section.problem("keep", "missing; say how long its rows are kept, such as 180d");
            }
            return table;
        }
    }

    static CleanupConfig from(ConfigSection section) {
        return new CleanupConfig(
                JobTimes.from(section, "0 2 * * SUN"),
                section.wholeNumber("batch_size", 1000, 1, 100_000),
                section.section("keep", Retention::from),
                section.sections("tables", OwnTable::from));
    }
}
