package dev.taskwire.testing;

import dev.taskwire.Taskwire;
import dev.taskwire.TaskwireOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/** The handlers of a test class, and those of the test that runs. */
final class Registrations implements UnaryOperator<Taskwire> {
    private final List<UnaryOperator<Taskwire>> all = new ArrayList<>();
    private int ofTheClass;

    void add(UnaryOperator<Taskwire> handlers) {
        all.add(handlers);
    }

    void beginTest() {
        ofTheClass = all.size();
    }

    void endTest() {
        all.subList(ofTheClass, all.size()).clear();
    }

    @Override
    public Taskwire apply(Taskwire taskwire) {
        Taskwire given = taskwire;
        for (UnaryOperator<Taskwire> handlers : all) {
            given = handlers.apply(given);
        }
        return given;
    }

    Set<String> queues() {
        return apply(Taskwire.connect(TaskwireOptions.defaults())).queues();
    }

    /** The one queue. */
    Set<String> require(String queue) {
        Set<String> queues = queues();
        if (!queues.contains(queue)) {
            throw new IllegalArgumentException("no handler was given for queue " + queue + "; there are handlers for: "
                    + String.join(", ", queues));
        }
        return Set.of(queue);
    }
}
