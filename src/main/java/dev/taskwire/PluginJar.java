package dev.taskwire;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/** A jar in the folder of plugins, and the folder {@code JAR-NAME.lib} beside it with libraries that are this plugin's alone. */
record PluginJar(Path file) {
    static final String SERVICE = "META-INF/services/" + TaskwirePlugin.class.getName();

    /** What builds leave beside a jar. */
    private static final String NO_PLUGIN = "original-.*|.*-(sources|javadoc|tests|test-sources)\\.jar";

    /** Those of a folder, in the order of their names. */
    static List<PluginJar> in(Path folder) throws IOException {
        return jars(folder).stream()
                .filter(file -> !fileName(file).matches(NO_PLUGIN))
                .map(PluginJar::new)
                .toList();
    }

    String fileName() {
        return fileName(file);
    }

    /** By which the configuration knows the plugin: {@code own_handler} of {@code own-handler-1.0.jar}. */
    String name() {
        return fileName()
                .replaceFirst("\\.jar$", "")
                .replaceFirst("-\\d.*$", "")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "_");
    }

    String libraryFolder() {
        return fileName().replaceFirst("jar$", "lib");
    }

    /** Why it cannot be loaded, if so. */
    List<String> problems() throws IOException {
        List<String> problems = new ArrayList<>();
        refusal(file, true).ifPresent(why -> problems.add(fileName() + why));
        for (Path library : libraries()) {
            refusal(library, false).ifPresent(why -> problems.add(libraryFolder() + "/" + fileName(library) + why));
        }
        return problems;
    }

    PluginLoader loader() throws IOException {
        List<URL> urls = new ArrayList<>();
        urls.add(file.toUri().toURL());
        for (Path library : libraries()) {
            urls.add(library.toUri().toURL());
        }
        return new PluginLoader("plugin " + name(), urls.toArray(URL[]::new));
    }

    private Optional<String> refusal(Path jar, boolean isPlugin) {
        try (JarFile content = new JarFile(jar.toFile())) {
            return isPlugin && content.getEntry(SERVICE) == null
                    ? Optional.of(" is no plugin, for it has no " + SERVICE
                            + ": name its TaskwirePlugin there; or, if it is a"
                            + " library, move it into the folder of the plugin that needs it, which is called as that"
                            + " plugin's jar with .lib for .jar")
                    : Optional.empty();
        } catch (IOException unreadable) {
            return Optional.of(" is no jar that can be read (" + unreadable.getMessage()
                    + "): build it or copy it anew, or take" + " it away");
        }
    }

    private List<Path> libraries() throws IOException {
        Path folder = file.resolveSibling(libraryFolder());
        return Files.isDirectory(folder) ? jars(folder) : List.of();
    }

    private static List<Path> jars(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> fileName(file).endsWith(".jar"))
                    .sorted()
                    .toList();
        }
    }

    private static String fileName(Path file) {
        return String.valueOf(file.getFileName());
    }
}
