package dev.taskwire;

import java.util.List;

/** The plugins cannot be used; the message lists every problem, one a line. */
final class InvalidPluginsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InvalidPluginsException(List<String> problems) {
        super("the plugins have " + problems.size() + (problems.size() == 1 ? " problem:" : " problems:") + "\n  "
                + String.join("\n  ", problems));
    }
}
