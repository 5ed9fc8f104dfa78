package dev.taskwire.notification;

import java.util.Map;
import java.util.Optional;

/**
 * What a look-up of profiles brought.
 *
 * @param byId those that there are
 * @param refused the ids that the query could not take, with its reasons
 */
record FoundProfiles(Map<String, Profile> byId, Map<String, Throwable> refused) {
    Optional<Profile> get(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    /** Why there is no profile of that id, in a sentence for people. */
    String whyNot(String id) {
        String shown = SingleLine.of(id, 100);
        Throwable reason = refused.get(id);
        return reason == null
                ? "there is no profile with the id " + shown
                : "the profile query cannot take the id " + shown + ": " + reason.getMessage();
    }
}
