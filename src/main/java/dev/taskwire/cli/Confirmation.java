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
        err.print(question + " [y/N] ");
        err.flush();
        String answer = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)).readLine();
        if (answer == null) {
            err.println();
            throw new IllegalStateException("nothing was changed: nobody answered; --yes does it without asking");
        }
        if (!YES.contains(answer.strip().toLowerCase(Locale.ROOT))) {
            throw new IllegalStateException("nothing was changed");
        }
    }
}
