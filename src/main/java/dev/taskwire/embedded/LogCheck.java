package dev.taskwire.embedded;

import dev.taskwire.embedded.ChangeLedger.Fate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Compares what was committed with what was logged. Each row of the log is shown to it once. What has been found in
 * order may be forgotten on the way, so that a run of days takes bounded memory; a second row of such a change belongs
 * to no change that is known, and is wrong as that.
 */
final class LogCheck {
    private final ChangeLedger ledger;
    private final Team team;
    private final Map<Evidence, Integer> rows = new HashMap<>();
    private final List<String> strays = new ArrayList<>();
    private int inOrder;
    private int others;

    LogCheck(ChangeLedger ledger, Team team) {
        this.ledger = ledger;
        this.team = team;
    }

    void add(LoggedChange row) {
        Evidence evidence = row.evidence();
        if (ledger.fate(evidence).isPresent()) {
            rows.merge(evidence, 1, Integer::sum);
        } else if (isByTheTeam(row)) {
            strays.add("log row " + row.seq() + " belongs to no change: " + evidence);
        } else {
            others++;
        }
    }

    /** Only the demo acts in the name of its people: a change made by hand has no actor, or another one. */
    private boolean isByTheTeam(LoggedChange row) {
        return row.entityType().equals("task")
                && row.actorId().flatMap(team::find).isPresent();
    }

    /** Forgets the changes that have their one row. */
    void forgetWhatIsInOrder() {
        rows.entrySet().removeIf(entry -> {
            boolean good = entry.getValue() == 1
                    && ledger.fate(entry.getKey())
                            .filter(Fate.COMMITTED::equals)
                            .isPresent();
            if (good) {
                ledger.forget(entry.getKey());
                inOrder++;
            }
            return good;
        });
    }

    /** A sentence for each thing that is wrong. */
    List<String> problems() {
        List<String> problems = new ArrayList<>();
        ledger.fates().forEach((evidence, fate) -> problem(evidence, fate).ifPresent(problems::add));
        problems.addAll(strays);
        return problems;
    }

    private Optional<String> problem(Evidence evidence, Fate fate) {
        int count = rows.getOrDefault(evidence, 0);
        if (fate == Fate.COMMITTED && count == 0) {
            return Optional.of("a change has no log row: " + evidence);
        }
        if (fate == Fate.ROLLED_BACK && count > 0) {
            return Optional.of("a change was rolled back and is in the log: " + evidence);
        }
        return count > 1 ? Optional.of("a change has " + count + " log rows: " + evidence) : Optional.empty();
    }

    /** Rows that belong to changes of the demo. */
    int rows() {
        return inOrder + rows.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** Rows of changes that were not the demo's. */
    int others() {
        return others;
    }
}
