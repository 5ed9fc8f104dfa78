package dev.taskwire.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/** Asks a person before something that cannot be taken back. */
final class Confirmation {
    private static final Set<String> YES = Set.of("y", "yes");

    private final PrintWriter err;
    private final InputStream in;

    Confirmation(PrintWriter err, InputStream in) {
        this.err = err;
        this.in = in;
    }

    /** @throws IllegalStateException if the answer is not yes, or there is nobody to answer */
    void require(String question) throws IOException {
        if (!YES.contains(answer(question + " [y/N] ").toLowerCase(Locale.ROOT))) {
            throw new IllegalStateException("nothing was changed");
        }
    }

    /** @throws IllegalStateException if the answer is not this name, or there is nobody to answer */
    void requireName(String question, String name) throws IOException {
        String answer = answer(question + " ");
        if (!answer.equals(name)) {
            throw new IllegalStateException("nothing was changed: \"" + answer + "\" is not \"" + name + "\"");
        }
    }

    private String answer(String question) throws IOException {
        err.print(question);
        err.flush();
        String answer = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)).readLine();
        if (answer == null) {
            err.println();
            throw new IllegalStateException("nothing was changed: nobody answered; --yes does it without asking");
        }
        return answer.strip();
    }
}
