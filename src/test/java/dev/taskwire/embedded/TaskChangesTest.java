package dev.taskwire.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class TaskChangesTest {
    private static final UUID RESERVED = UUID.fromString("44444444-4444-4444-8444-444444444444");

    private final TaskChanges changes = new TaskChanges(new Random(7), Samples.team(), RESERVED);

    @Test
    void showEveryKindAndARollbackAtFirst() {
        List<PlannedChange> opening = planned(9);

        assertThat(opening).extracting(PlannedChange::kind).contains(ChangeKind.values());
        assertThat(opening).filteredOn(PlannedChange::rolledBack).hasSize(1);
    }

    @Test
    void areOfEveryKindLaterToo() {
        List<PlannedChange> later = planned(2000).subList(9, 2000);

        assertThat(later).extracting(PlannedChange::kind).contains(ChangeKind.values());
        assertThat(later).anyMatch(PlannedChange::rolledBack);
    }

    @Test
    void neverGiveATaskToTheOneWhoAssignsIt() {
        assertThat(planned(2000))
                .filteredOn(plan -> plan.kind() == ChangeKind.ASSIGNED)
                .isNotEmpty()
                .allSatisfy(plan -> assertThat(plan.binds().getUUID(1))
                        .isNotEqualTo(UUID.fromString(plan.actor().id())));
    }

    @Test
    void leaveTheReadersTaskAlone() {
        assertThat(planned(500))
                .filteredOn(plan -> plan.kind() != ChangeKind.JOINED)
                .allSatisfy(plan -> assertThat(plan.binds().getUUID(0)).isEqualTo(RESERVED));
    }

    private List<PlannedChange> planned(int count) {
        return Stream.generate(changes::next).limit(count).toList();
    }
}
