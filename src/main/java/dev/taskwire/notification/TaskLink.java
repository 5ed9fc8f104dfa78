package dev.taskwire.notification;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * The address of a task in the user's application.
 *
 * @param pattern an http or https address, {@code {id}} standing for the task's id; empty where there is no address
 */
record TaskLink(String pattern) {
    TaskLink {
        if (!pattern.isEmpty() && !pattern.matches("https?://\\S+")) {
            throw new IllegalArgumentException("not an http or https address: " + pattern);
        }
    }

    String to(String taskId) {
        String encoded = URLEncoder.encode(taskId, StandardCharsets.UTF_8).replace("+", "%20");
        return pattern.replace("{id}", encoded);
    }
}
