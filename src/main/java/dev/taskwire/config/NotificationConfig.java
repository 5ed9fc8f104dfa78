package dev.taskwire.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How notifications find their readers and their words.
 *
 * @param profileQuery answers for the ids in {@code $1} (a text array) with the columns id, email and name, all text
 * @param templates a folder with a folder a type, or {@code built-in}
 * @param taskUrl the address of a task in the user's application, {@code {id}} standing for the task's id; empty for none
 * @param onUnknown by type, what becomes of a mail of which nobody can say whether it was sent
 */
public record NotificationConfig(
        String profileQuery, String templates, String taskUrl, Map<String, OnUnknown> onUnknown) {

    /** The types that can be set apart from the others. */
    public static final List<String> TYPES = List.of("task_assigned", "welcome_email");

    static final String PROFILE_QUERY =
            "SELECT id::text, email, full_name AS name FROM public.profiles WHERE id = ANY ($1::text[]::uuid[])";

    static NotificationConfig from(ConfigSection section) {
        OnUnknown forAll = section.choice("on_unknown", OnUnknown.RESEND);
        return new NotificationConfig(
                section.text("profile_query", PROFILE_QUERY),
                section.text("templates", "built-in"),
                section.matching(
                        "task_url",
                        "",
                        "|https?://\\S+",
                        "an http or https address, with {id} where the task's id goes"),
                section.section("on_unknown_by_type", types -> byType(types, forAll)));
    }

    private static Map<String, OnUnknown> byType(ConfigSection section, OnUnknown forAll) {
        Map<String, OnUnknown> byType = new HashMap<>();
        TYPES.forEach(type -> byType.put(type, section.choice(type, forAll)));
        return Map.copyOf(byType);
    }
}
