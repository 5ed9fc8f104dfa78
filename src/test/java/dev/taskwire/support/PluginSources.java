package dev.taskwire.support;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** Compiles sources against the classes under test and packs them into jars, as the users of plugins do. */
public final class PluginSources {
    private static final String SERVICE = "META-INF/services/dev.taskwire.TaskwirePlugin";

    private PluginSources() {}

    /** Compiles all that is below a folder. */
    public static Path compile(Path sources, Path classes) throws IOException {
        List<String> arguments =
                new ArrayList<>(List.of("-proc:none", "-Xlint:all,-processing,-path,-classfile", "-Werror"));
        arguments.addAll(List.of("--release", "17", "-cp", System.getProperty("java.class.path")));
        arguments.addAll(List.of("-d", classes.toString()));
        files(sources).stream().map(Path::toString).forEach(arguments::add);
        if (ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new)) != 0) {
            throw new IllegalArgumentException("what is in " + sources + " does not compile");
        }
        return classes;
    }

    /** Compiles classes of no package, each by its name, and answers where they are. */
    public static Path compile(Map<String, String> codeByName) throws IOException {
        Path sources = Files.createTempDirectory("sources");
        for (Map.Entry<String, String> code : codeByName.entrySet()) {
            Files.writeString(sources.resolve(code.getKey() + ".java"), code.getValue());
        }
        return compile(sources, Files.createTempDirectory("classes"));
    }

    /** Packs all files that are below some folders. */
    public static void pack(Path jar, Path... contents) throws IOException {
        Files.createDirectories(jar.toAbsolutePath().getParent());
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            for (Path content : contents) {
                for (Path file : files(content)) {
                    put(out, content.relativize(file).toString(), Files.readAllBytes(file));
                }
            }
        }
    }

    /** Packs one class with what is nested in it. */
    public static void packOne(Path jar, Path classes, String name) throws IOException {
        Files.createDirectories(jar.toAbsolutePath().getParent());
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            putOne(out, classes, name);
        }
    }

    /** A plugin in a jar: one of some classes, with what is nested in it, where it is there, and its service file. */
    public static void plugin(Path jar, Path classes, String name) throws IOException {
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            putOne(out, classes, name);
            put(out, SERVICE, name.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static void putOne(JarOutputStream out, Path classes, String name) throws IOException {
        for (Path file : files(classes)) {
            String path = classes.relativize(file).toString();
            if (path.equals(name + ".class") || path.startsWith(name + "$")) {
                put(out, path, Files.readAllBytes(file));
            }
        }
    }

    private static void put(JarOutputStream out, String name, byte[] content) throws IOException {
        out.putNextEntry(new JarEntry(name));
        out.write(content);
        out.closeEntry();
    }

    private static List<Path> files(Path below) throws IOException {
        try (Stream<Path> files = Files.walk(below)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
