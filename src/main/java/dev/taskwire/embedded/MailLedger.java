package dev.taskwire.embedded;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which mails the demo's changes must bring, and which have come. Bounded but for those that stay away. */
final class MailLedger implements ChangeObserver {
    private static final int REMEMBERED_MOST = 100_000;
    private static final int FORBIDDEN_MOST = 1000;

    private final Team team;
    private final List<ExpectedMail> awaited = new ArrayList<>();
    private final List<ExpectedMail> forbidden = new ArrayList<>();
    private final List<ReceivedMail> wrong = new ArrayList<>();
    private final Set<String> eventIds = new LinkedHashSet<>();
    private final Deque<Duration> latencies = new ArrayDeque<>();

    private int expected;
    private int received;
    private int repeated;
    private int others;

    MailLedger(Team team) {
        this.team = team;
    }

    @Override
    public void began(Change change) {
        if (change.kind().isMailed()) {
            awaited.add(ExpectedMail.of(change, team));
        }
    }

    @Override
    public void committed(Change change) {
        if (change.kind().isMailed()) {
            expected++;
        }
    }

    @Override
    public void rolledBack(Change change) {
        if (change.kind().isMailed()) {
            ExpectedMail mail = ExpectedMail.of(change, team);
            awaited.remove(mail);
            forbidden.add(mail);
            if (forbidden.size() > FORBIDDEN_MOST) {
                forbidden.remove(0);
            }
        }
    }

    @Override
    public void lost(Change change) {
        if (change.kind().isMailed()) {
            awaited.remove(ExpectedMail.of(change, team));
        }
    }

    /** Notes a mail, and answers how long it took from the change to here; empty where the change was not the demo's. */
    Optional<Duration> arrived(ReceivedMail mail) {
        if (!isNew(mail)) {
            repeated++;
            return Optional.empty();
        }
        Optional<ExpectedMail> match = match(awaited, mail);
        match.ifPresentOrElse(this::take, () -> noteOther(mail));
        Optional<Duration> latency = match.map(found -> Duration.between(found.changedAt(), mail.arrivedAt()));
        latency.ifPresent(this::remember);
        return latency;
    }

    private boolean isNew(ReceivedMail mail) {
        if (eventIds.size() == REMEMBERED_MOST) {
            eventIds.remove(eventIds.iterator().next());
        }
        return eventIds.add(mail.eventId());
    }

    private void take(ExpectedMail mail) {
        awaited.remove(mail);
        received++;
    }

    private void noteOther(ReceivedMail mail) {
        if (match(forbidden, mail).isPresent()) {
            wrong.add(mail);
        } else {
            others++;
        }
    }

    private void remember(Duration latency) {
        if (latencies.size() == REMEMBERED_MOST) {
            latencies.removeFirst();
        }
        latencies.addLast(latency);
    }

    /** The one that says most of what the mail says: a welcome matches any mail to the newcomer. */
    private static Optional<ExpectedMail> match(List<ExpectedMail> mails, ReceivedMail received) {
        return mails.stream()
                .filter(mail -> mail.recipient().equals(received.recipient()) && received.mentions(mail.mention()))
                .max(Comparator.comparingInt(mail -> mail.mention().length()));
    }

    /** Those that have not come. */
    List<ExpectedMail> missing() {
        return List.copyOf(awaited);
    }

    /** Those that came although the transaction was rolled back. */
    List<ReceivedMail> wrong() {
        return List.copyOf(wrong);
    }

    Counts counts() {
        return new Counts(expected, received, repeated, others);
    }

    Percentiles latencies() {
        return Percentiles.of(latencies);
    }

    /**
     * Numbers of mails.
     *
     * @param repeated came once more with the same event
     * @param others belong to changes that were not the demo's
     */
    record Counts(int expected, int received, int repeated, int others) {}
}
