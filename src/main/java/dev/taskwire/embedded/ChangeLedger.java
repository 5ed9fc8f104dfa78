package dev.taskwire.embedded;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What the demo's own transactions did, kept apart from everything that the pipeline writes. */
final class ChangeLedger implements ChangeObserver {
    /** What became of a transaction. */
    enum Fate {
        OPEN,
        COMMITTED,
        ROLLED_BACK
    }

    private final Map<Evidence, Fate> fates = new HashMap<>();
    private final Map<ChangeKind, Integer> committed = new EnumMap<>(ChangeKind.class);
    private int rolledBack;

    @Override
    public void began(Change change) {
        note(change, Fate.OPEN);
    }

    @Override
    public void committed(Change change) {
        note(change, Fate.COMMITTED);
        committed.merge(change.kind(), 1, Integer::sum);
    }

    @Override
    public void rolledBack(Change change) {
        note(change, Fate.ROLLED_BACK);
        rolledBack++;
    }

    private void note(Change change, Fate fate) {
        if (change.kind().isLogged()) {
            fates.put(change.row().evidence(), fate);
        }
    }

    /** Empty for what no transaction of the demo did. */
    Optional<Fate> fate(Evidence evidence) {
        return Optional.ofNullable(fates.get(evidence));
    }

    void forget(Evidence evidence) {
        fates.remove(evidence);
    }

    Map<Evidence, Fate> fates() {
        return Map.copyOf(fates);
    }

    Map<ChangeKind, Integer> committed() {
        return new EnumMap<>(committed);
    }

    int rolledBack() {
        return rolledBack;
    }
}
