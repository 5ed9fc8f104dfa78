package dev.taskwire.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** Compiles sources against the classes under test and packs them into jars, as the users of plugins do. */
public final class PluginSources {
    private static final String SERVICE = "META-INF/services/dev.taskwire.TaskwirePlugin";

    private final Path folder;

    /** @param folder for classes, which no jar is put into */
    public PluginSources(Path folder) {
        this.folder = folder;
    }

    /** Compiles what is below a folder, and answers where the classes are. */
    public Path compile(Path sources, Path... alsoNeeded) throws IOException {
        Path classes = Files.createTempDirectory(folder, "classes");
        StringBuilder classPath = new StringBuilder(System.getProperty("java.class.path"));
        for (Path needed : alsoNeeded) {
            classPath.append(System.getProperty("path.separator")).append(needed);
        }
        List<String> arguments = new ArrayList<>(List.of(
                "-proc:none",
                "-Xlint:all,-processing,-path",
                "-Werror",
                "--release",
                "17",
                "-cp",
                classPath.toString()));
        arguments.addAll(List.of("-d", classes.toString()));
        files(sources).stream().map(Path::toString).forEach(arguments::add);
        if (ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new)) != 0) {
            throw new IllegalArgumentException("what is in " + sources + " does not compile");
        }
        return classes;
    }

    /** Compiles one class. */
    public Path compile(String className, String code, Path... alsoNeeded) throws IOException {
        Path sources = Files.createTempDirectory(folder, "sources");
        Files.writeString(sources.resolve(className + ".java"), code);
        return compile(sources, alsoNeeded);
    }

    /** Packs all files that are below some folders. */
    public static void pack(Path jar, Path... contents) throws IOException {
        Files.createDirectories(jar.toAbsolutePath().getParent());
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            for (Path content : contents) {
                for (Path file : files(content)) {
                    out.putNextEntry(new JarEntry(content.relativize(file).toString()));
                    out.write(Files.readAllBytes(file));
                    out.closeEntry();
                }
            }
        }
    }

    /** A plugin in a jar: its class, which has this name and no package, and its service file. */
    public void plugin(Path jar, String className, String code, Path... alsoNeeded) throws IOException {
        Path classes = compile(className, code, alsoNeeded);
        name(classes, className);
        pack(jar, classes);
    }

    /** Names a plugin's class beside its classes. */
    public static void name(Path classes, String className) throws IOException {
        Path service = classes.resolve(SERVICE);
        Files.createDirectories(service.getParent());
        Files.write(service, className.getBytes(StandardCharsets.UTF_8));
    }

    private static List<Path> files(Path below) {
        try (Stream<Path> files = Files.walk(below)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
