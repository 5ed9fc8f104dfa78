package dev.taskwire;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The dependency tree as the build has written it: who needs the library gets what is not optional. */
final class LibraryDependencies {
    private static final Path TREE = Path.of("target", "library-tree.txt");
    private static final Pattern LINE =
            Pattern.compile("([| +\\\\-]*)([^:]+):([^:]+):jar:(?:[^:]+:)?([^:]+):\\w+( \\(optional\\))?\\s*");

    private final List<Node> nodes = new ArrayList<>();

    private record Node(int depth, String root, boolean isOptional, String name, String file) {}

    static LibraryDependencies read() throws IOException {
        LibraryDependencies tree = new LibraryDependencies();
        String root = "";
        boolean isOptional = false;
        for (String line : Files.readAllLines(TREE).stream().skip(1).toList()) {
            Matcher parts = LINE.matcher(line);
            if (!parts.matches()) {
                throw new IllegalStateException("no line of a dependency tree: " + line);
            }
            int depth = parts.group(1).length() / 3;
            if (depth == 1) {
                root = parts.group(3);
                isOptional = parts.group(5) != null;
            }
            String name = parts.group(2) + ":" + parts.group(3);
            tree.nodes.add(new Node(depth, root, isOptional, name, parts.group(3) + "-" + parts.group(4) + ".jar"));
        }
        return tree;
    }

    /** What is not optional, as the documents show it. */
    String asDocumented() {
        return nodes.stream()
                .filter(node -> !node.isOptional())
                .map(node -> "  ".repeat(node.depth() - 1) + node.name() + "\n")
                .collect(Collectors.joining());
    }

    /** The artifacts that are listed in the build itself. */
    Set<String> names() {
        return nodes.stream().map(Node::root).collect(Collectors.toSet());
    }

    /** A class path of the classes under test, what is not optional, and these with what they need. */
    String classPath(Set<String> others) {
        Set<String> files = new LinkedHashSet<>();
        nodes.stream()
                .filter(node -> !node.isOptional() || others.contains(node.root()))
                .forEach(node -> files.add(node.file()));
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> entry.endsWith("target" + File.separator + "classes")
                        || files.contains(String.valueOf(Path.of(entry).getFileName())))
                .collect(Collectors.joining(File.pathSeparator));
    }
}
