package dev.taskwire.chaos;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Knows what writers have committed: a file outside of the database under test, with a line for each change before its
 * commit, and another after it. A change with the first line alone is in doubt: its writer never heard what came of it.
 */
final class Oracle implements AutoCloseable {
    private static final String TRIED = "tried ";
    private static final String COMMITTED = "committed ";
    private static final String UNDONE = "undone ";

    private final Path file;
    private final BufferedWriter writer;

    private Oracle(Path file, BufferedWriter writer) {
        this.file = file;
        this.writer = writer;
    }

    static Oracle open() throws IOException {
        Path file = Files.createTempFile("taskwire-oracle", ".txt");
        return new Oracle(file, Files.newBufferedWriter(file));
    }

    void tries(Collection<String> changes) {
        write(TRIED, changes);
    }

    void committed(Collection<String> changes) {
        write(COMMITTED, changes);
    }

    void undone(Collection<String> changes) {
        write(UNDONE, changes);
    }

    /** What was committed for certain. */
    Set<String> committed() throws IOException {
        return lines(COMMITTED);
    }

    /** What was tried and neither confirmed nor undone. */
    Set<String> inDoubt() throws IOException {
        Set<String> doubtful = lines(TRIED);
        doubtful.removeAll(lines(COMMITTED));
        doubtful.removeAll(lines(UNDONE));
        return doubtful;
    }

    int rolledBack() throws IOException {
        return lines(UNDONE).size();
    }

    private Set<String> lines(String kind) throws IOException {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(kind))
                    .map(line -> line.substring(kind.length()))
                    .collect(Collectors.toCollection(HashSet::new));
        }
    }

    private synchronized void write(String kind, Collection<String> changes) {
        try {
            for (String change : changes) {
                writer.write(kind + change + "\n");
            }
            writer.flush();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() throws IOException {
        writer.close();
        Files.delete(file);
    }
}
