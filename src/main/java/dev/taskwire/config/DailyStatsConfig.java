package dev.taskwire.config;

/**
 * What a day's figures are. Each is a query that answers one number for a day, from {@code $1} until before {@code $2}; in it
 * <code>{activity_logs}</code> stands for that table.
 *
 * @param totalTasks how many tasks there were at the day's end
 * @param createdTasks how many were created on it
 * @param completedTasks how many were completed on it
 * @param newUsers how many users were new on it
 */
public record DailyStatsConfig(
        JobTimes times, String totalTasks, String createdTasks, String completedTasks, String newUsers) {

    /** Those of now, without those that were created since and with those that were deleted since. */
    private static final String TOTAL = """
            SELECT (SELECT count(*) FROM public.tasks)
              - (SELECT count(DISTINCT entity_key) FROM {activity_logs} WHERE created_at >= $2 AND occurred_at >= $2 \
            AND entity_type IN ('task', 'tasks') AND action = 'created')
              + (SELECT count(DISTINCT entity_key) FROM {activity_logs} WHERE created_at >= $2 AND occurred_at >= $2 \
            AND entity_type IN ('task', 'tasks') AND action = 'deleted')""";

    private static final String OF_THE_DAY = """
            SELECT count(DISTINCT entity_key) FROM {activity_logs} WHERE created_at >= $1 AND occurred_at >= $1 \
            AND occurred_at < $2 AND entity_type IN ('task', 'tasks')""";

    private static final String CREATED = OF_THE_DAY + " AND action = 'created'";

    private static final String COMPLETED =
            OF_THE_DAY + " AND action = 'updated' AND metadata -> 'changes' ->> 'status' IN ('done', 'completed')";

    private static final String NEW_USERS =
            "SELECT count(*) FROM public.profiles WHERE created_at >= $1 AND created_at < $2";

    static DailyStatsConfig from(ConfigSection section) {
        return new DailyStatsConfig(
                JobTimes.from(section, "0 1 * * *"),
                section.text("total_tasks", TOTAL),
                section.text("created_tasks", CREATED),
                section.text("completed_tasks", COMPLETED),
                section.text("new_users", NEW_USERS));
    }
}
