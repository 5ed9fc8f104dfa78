package dev.taskwire.notification;

import dev.taskwire.notification.Filled.Found;
import dev.taskwire.notification.Filled.Impossible;
import dev.taskwire.notification.Filled.Origin;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Fills a type from the message itself: its fields are the variables. Who is told is who has the {@code email} in it, else
 * the profile of its {@code user_id}. May be used from any context.
 */
final class PayloadFilling implements Filling {
    private static final int LINE_LONGEST = 300;

    private final Profiles profiles;

    PayloadFilling(Profiles profiles) {
        this.profiles = profiles;
    }

    @Override
    public Future<List<Filled>> fill(List<Received> received) {
        List<Addressed> addressed = received.stream().map(Addressed::from).toList();
        Set<String> people = addressed.stream()
                .filter(Addressed::needsProfile)
                .map(Addressed::userId)
                .collect(Collectors.toSet());
        return profiles.find(people)
                .map(found -> addressed.stream().map(one -> filled(one, found)).toList());
    }

    private static Filled filled(Addressed addressed, FoundProfiles found) {
        if (addressed.problem.isPresent()) {
            return new Impossible(addressed.problem.get());
        }
        Optional<Profile> recipient = addressed.needsProfile()
                ? found.get(addressed.userId)
                : Optional.of(new Profile(addressed.key(), addressed.email, addressed.name));
        return recipient
                .<Filled>map(
                        profile -> new Found(profile, variables(addressed.received, profile), Origin.SOMEBODY_ELSE))
                .orElseGet(() -> new Impossible("the user cannot be told: " + found.whyNot(addressed.userId)));
    }

    /** The message's own fields, and who is told in words that stand in a line. */
    private static Map<String, Object> variables(Received received, Profile recipient) {
        Map<String, Object> variables = new HashMap<>(received.data().getMap());
        variables.put("user_id", recipient.id());
        variables.put("email", SingleLine.of(recipient.email(), LINE_LONGEST));
        variables.put("name", SingleLine.of(recipient.name(), MailAddress.NAME_LONGEST));
        return variables;
    }

    /**
     * Whom a message names.
     *
     * @param userId empty where it names none
     * @param email empty where it names none
     */
    private record Addressed(Received received, String userId, String email, String name, Optional<String> problem) {
        static Addressed from(Received received) {
            PayloadFields fields = new PayloadFields(received.data());
            String email = fields.textIfGiven("email");
            String userId = email.isEmpty() ? fields.id("user_id") : fields.idIfGiven("user_id");
            return new Addressed(received, userId, email, fields.textIfGiven("name"), fields.problem());
        }

        boolean needsProfile() {
            return problem.isEmpty() && email.isEmpty();
        }

        /** What preferences are looked up by. */
        String key() {
            return userId.isEmpty() ? email : userId;
        }
    }
}
