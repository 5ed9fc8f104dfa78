package dev.taskwire;

import java.util.List;

/** The options of a {@link Taskwire} cannot be used; the message lists every problem, one a line. */
public final class InvalidOptionsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    InvalidOptionsException(List<String> problems) {
        super("the options have " + problems.size() + (problems.size() == 1 ? " problem:" : " problems:") + "\n  "
                + String.join("\n  ", problems));
        this.problems = List.copyOf(problems);
    }

    /** Each problem as a sentence that names the option. */
    public List<String> problems() {
        return problems;
    }
}
