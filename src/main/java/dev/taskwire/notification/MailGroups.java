package dev.taskwire.notification;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;

/** Which mails can go in one call: those of one type that say the same, each to another address. */
final class MailGroups {
    private final List<Group> groups = new ArrayList<>();
    private final Map<Key, Group> open = new LinkedHashMap<>();

    private MailGroups() {}

    /** @param most how many mails of a type may go together */
    static List<List<Mail>> of(Collection<Mail> mails, ToIntFunction<String> most) {
        MailGroups all = new MailGroups();
        mails.forEach(mail -> all.add(mail, most.applyAsInt(mail.type())));
        return all.groups.stream().map(Group::mails).toList();
    }

    private void add(Mail mail, int most) {
        Key key = new Key(mail.type(), shared(mail.content()));
        Group group = open.get(key);
        if (group == null || group.mails.size() >= most || !group.takes(mail)) {
            group = new Group(new ArrayList<>(), new HashSet<>());
            groups.add(group);
            open.put(key, group);
        }
        group.mails.add(mail);
        group.addresses.add(address(mail));
    }

    /** What all mails of a call have in common. */
    private static Object shared(MailContent content) {
        return content instanceof MailContent.Template template ? template.id() : content;
    }

    private static String address(Mail mail) {
        return mail.to().email().toLowerCase(Locale.ROOT);
    }

    private record Key(String type, Object shared) {}

    private record Group(List<Mail> mails, Set<String> addresses) {
        boolean takes(Mail mail) {
            return !addresses.contains(address(mail));
        }
    }
}
