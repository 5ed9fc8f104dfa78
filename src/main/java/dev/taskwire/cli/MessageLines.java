package dev.taskwire.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Messages as lines of JSON, in batches. Lines with nothing on them are passed over. */
final class MessageLines {
    /** Beyond so many characters a batch takes no further line. */
    private static final long CHARACTERS_MOST = 16L * 1024 * 1024;

    private final BufferedReader input;
    private final int batchSize;

    private int line;
    private int first;

    MessageLines(BufferedReader input, int batchSize) {
        this.input = input;
        this.batchSize = batchSize;
    }

    /**
     * The next ones; none where the input has ended.
     *
     * @throws IllegalStateException if one of them is no JSON
     */
    List<String> next() throws IOException {
        List<String> batch = new ArrayList<>();
        first = line + 1;
        long characters = 0;
        while (batch.size() < batchSize && characters < CHARACTERS_MOST) {
            String text = input.readLine();
            if (text == null) {
                break;
            }
            line++;
            if (!text.isBlank()) {
                Optional<String> problem = JsonText.problem(text, line);
                if (problem.isPresent()) {
                    throw new IllegalStateException("no JSON: " + problem.get() + " (each line holds one JSON value)");
                }
                batch.add(text);
                characters += text.length();
            }
        }
        return batch;
    }

    /** The lines of the last batch, for people. */
    String range() {
        return first + " to " + line;
    }
}
