package dev.taskwire.config;

/**
 * How notifications find their readers and their words.
 *
 * @param profileQuery answers for the ids in {@code $1} (a text array) with the columns id, email and name, all text
 * @param templates a folder with a folder a type, or {@code built-in}
 * @param taskUrl the address of a task in the user's application, {@code {id}} standing for the task's id; empty for none
 */
public record NotificationConfig(String profileQuery, String templates, String taskUrl) {
    static final String PROFILE_QUERY =
            "SELECT id::text, email, full_name AS name FROM public.profiles WHERE id = ANY ($1::text[]::uuid[])";

    static NotificationConfig from(ConfigSection section) {
        return new NotificationConfig(
                section.text("profile_query", PROFILE_QUERY),
                section.text("templates", "built-in"),
                section.matching(
                        "task_url",
                        "",
                        "|https?://\\S+",
                        "an http or https address, with {id} where the task's id goes"));
    }
}
