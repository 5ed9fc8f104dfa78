package dev.taskwire.config;

import java.util.Locale;
import java.util.Set;

/** What a type of notification is like where its section says nothing. */
record NotificationTypeDefaults(Set<Channel> channels, String title, OnUnknown onUnknown) {
    private static final Set<Channel> CHANNELS = Set.of(Channel.EMAIL, Channel.IN_APP);

    /** @param name the type's: {@code order_shipped} is titled Order shipped, {@code welcome_email} Welcome */
    static NotificationTypeDefaults of(String name, OnUnknown onUnknown) {
        String words = name.replaceFirst("_email$", "").replace('_', ' ');
        String title = words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
        boolean isForNobody = name.equals(NotificationConfig.ALERT) || name.equals(NotificationConfig.FIGURES);
        return new NotificationTypeDefaults(isForNobody ? Set.of(Channel.LOG) : CHANNELS, title, onUnknown);
    }
}
