package dev.taskwire.embedded;

import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** Decides what is tried next and by whom: each kind once at first, so that a reader sees them all, then by chance. */
final class TaskChanges {
    private static final List<ChangeKind> OPENING = List.of(
            ChangeKind.STATUS,
            ChangeKind.ASSIGNED,
            ChangeKind.PRIORITY,
            ChangeKind.CREATED,
            ChangeKind.JOINED,
            ChangeKind.STATUS,
            ChangeKind.DUE_DATE,
            ChangeKind.DELETED,
            ChangeKind.TITLE);

    /** The change of the opening that is rolled back. */
    private static final int OPENING_ROLLBACK = 5;

    private static final double ROLLBACKS = 0.04;
    private static final List<String> PRIORITIES = List.of("low", "normal", "high", "urgent");

    private final RandomGenerator random;
    private final Team team;
    private final UUID reserved;
    private int planned;

    /** @param reserved the task that is left alone, for the reader to change */
    TaskChanges(RandomGenerator random, Team team, UUID reserved) {
        this.random = random;
        this.team = team;
        this.reserved = reserved;
    }

    PlannedChange next() {
        boolean opening = planned < OPENING.size();
        ChangeKind kind = opening ? OPENING.get(planned) : byChance();
        boolean rolledBack = opening ? planned == OPENING_ROLLBACK : random.nextDouble() < ROLLBACKS;
        planned++;
        Person actor = team.anyone(random);
        return new PlannedChange(kind, actor, binds(kind, actor), rolledBack);
    }

    private ChangeKind byChance() {
        int chance = random.nextInt(100);
        if (chance < 50) {
            return ChangeKind.STATUS;
        } else if (chance < 62) {
            return ChangeKind.PRIORITY;
        } else if (chance < 71) {
            return ChangeKind.TITLE;
        } else if (chance < 80) {
            return ChangeKind.DUE_DATE;
        } else if (chance < 88) {
            return ChangeKind.ASSIGNED;
        } else if (chance < 93) {
            return ChangeKind.CREATED;
        }
        return chance < 98 ? ChangeKind.DELETED : ChangeKind.JOINED;
    }

    private Tuple binds(ChangeKind kind, Person actor) {
        return switch (kind) {
            case STATUS, DELETED -> Tuple.of(reserved);
            case PRIORITY -> Tuple.of(reserved, priority());
            case TITLE -> Tuple.of(reserved, Vocabulary.taskTitle(random));
            case DUE_DATE -> Tuple.of(reserved, daysAhead());
            case ASSIGNED ->
                Tuple.of(reserved, UUID.fromString(team.anyoneBut(actor, random).id()));
            case CREATED -> Tuple.of(reserved, Vocabulary.taskTitle(random), priority(), daysAhead());
            case JOINED -> newcomer();
        };
    }

    private Tuple newcomer() {
        String name = Vocabulary.personName(random);
        return Tuple.of(name, name.toLowerCase(Locale.ROOT).replace(' ', '.') + "@example.com");
    }

    private String priority() {
        return PRIORITIES.get(random.nextInt(PRIORITIES.size()));
    }

    private int daysAhead() {
        return 1 + random.nextInt(30);
    }
}
