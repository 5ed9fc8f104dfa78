package dev.taskwire.postgres;

import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The migrations that this version comes with, by the names of their scripts. Everything here blocks. */
final class PackagedScripts {
    private static final String FOLDER = "taskwire/sql/";
    private static final Pattern SCRIPT = Pattern.compile("[VR][0-9]*__[^/]+\\.sql");

    private PackagedScripts() {}

    static Set<String> names() throws IOException {
        URL first = Objects.requireNonNull(PackagedScripts.class.getResource("/" + FOLDER + "V001__schema.sql"));
        if (first.openConnection() instanceof JarURLConnection connection) {
            connection.setUseCaches(false);
            try (JarFile jar = connection.getJarFile()) {
                return scripts(jar.stream()
                        .map(entry -> entry.getName())
                        .filter(name -> name.startsWith(FOLDER))
                        .map(name -> name.substring(FOLDER.length())));
            }
        }
        try (Stream<Path> files = Files.list(folderOf(first))) {
            return scripts(files.map(file -> String.valueOf(file.getFileName())));
        }
    }

    private static Path folderOf(URL file) throws IOException {
        try {
            return Objects.requireNonNull(Path.of(file.toURI()).getParent());
        } catch (URISyntaxException unreadable) {
            throw new IOException(unreadable);
        }
    }

    private static Set<String> scripts(Stream<String> names) {
        return names.filter(SCRIPT.asMatchPredicate()).collect(Collectors.toUnmodifiableSet());
    }
}
