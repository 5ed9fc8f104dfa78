package dev.taskwire.config;

import java.util.List;
import java.util.Map;

/**
 * How notifications find their readers and their words.
 *
 * @param profileQuery answers for the ids in {@code $1} (a text array) with the columns id, email and name, all text
 * @param templates a folder with a folder a type, or {@code built-in}
 * @param taskUrl the address of a task in the user's application, {@code {id}} standing for the task's id; empty for none
 * @param types by name: the built-in ones, and the user's own
 */
public record NotificationConfig(
        String profileQuery, String templates, String taskUrl, Map<String, NotificationTypeConfig> types) {

    /** Something is wrong, or well again: for those who run Taskwire, and no single reader. */
    public static final String ALERT = "alert";

    /** A report's figures for the whole team, and no single reader. */
    public static final String FIGURES = "figures";

    /** The types that are there without being configured. */
    public static final List<String> BUILT_IN_TYPES =
            List.of("task_assigned", "welcome_email", "daily_report", "weekly_summary", ALERT, FIGURES);

    /** The type of the message that ends a digest's window. */
    public static final String DIGEST = "digest";

    static final String PROFILE_QUERY =
            "SELECT id::text, email, full_name AS name FROM public.profiles WHERE id = ANY ($1::text[]::uuid[])";

    private static final String TYPE_PATTERN = "[a-z][a-z0-9_]{0,49}";

    /** @param hasSlack whether there is a Slack channel */
    static NotificationConfig from(ConfigSection section, boolean hasSlack) {
        OnUnknown onUnknown = section.choice("on_unknown", OnUnknown.RESEND);
        NotificationConfig config = new NotificationConfig(
                section.text("profile_query", PROFILE_QUERY),
                section.text("templates", "built-in"),
                section.matching(
                        "task_url",
                        "",
                        "|https?://\\S+",
                        "an http or https address, with {id} where the task's id goes"),
                section.sections(
                        "types",
                        BUILT_IN_TYPES,
                        (name, type) -> NotificationTypeConfig.from(
                                type, NotificationTypeDefaults.of(name, onUnknown, hasSlack))));
        config.reportNames(section);
        return config;
    }

    private void reportNames(ConfigSection section) {
        types.keySet().stream()
                .filter(name -> !name.matches(TYPE_PATTERN) || name.equals(DIGEST))
                .sorted()
                .forEach(name -> section.problem(
                        "types." + name,
                        "a type's name has lower case letters, digits and underscores, 50 at most, and is not \""
                                + DIGEST + "\""));
    }
}
