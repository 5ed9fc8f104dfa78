package dev.taskwire.config;

import java.util.Locale;
import java.util.Set;

/** What a type of notification is like where its section says nothing. */
record NotificationTypeDefaults(Set<Channel> channels, String title, OnUnknown onUnknown) {
    private static final Set<Channel> CHANNELS = Set.of(Channel.EMAIL, Channel.IN_APP);

    /**
     * The defaults of one type.
     *
     * @param name {@code order_shipped} is titled Order shipped, {@code welcome_email} Welcome
     * @param hasSlack whether what is for the team goes to its Slack channel too
     */
    static NotificationTypeDefaults of(String name, OnUnknown onUnknown, boolean hasSlack) {
        String words = name.replaceFirst("_email$", "").replace('_', ' ');
        String title = words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
        boolean isForTheTeam = name.equals(NotificationConfig.ALERT) || name.equals(NotificationConfig.FIGURES);
        Set<Channel> team = hasSlack ? Set.of(Channel.LOG, Channel.SLACK) : Set.of(Channel.LOG);
        return new NotificationTypeDefaults(isForTheTeam ? team : CHANNELS, title, onUnknown);
    }
}
