package dev.taskwire.http;

import dev.taskwire.config.RateConfig;
import dev.taskwire.config.Role;
import java.util.Set;

/**
 * Whoever sends a request.
 *
 * @param name for the log and for counting: of the token, never the token
 * @param roles what he may do
 * @param rate how many requests he may send
 */
public record Caller(String name, Set<Role> roles, RateConfig rate) {
    boolean may(Role role) {
        return roles.contains(role);
    }
}
