package dev.taskwire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.taskwire.support.PostgresExtension;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The library's guide is run as it is written, with the dependencies that it lists and no others. */
final class GuideIT {
    private static final Path GUIDE = Path.of("docs", "library.md");
    private static final Pattern JAVA = Pattern.compile("(?ms)^```java\n(.*?)^```$");
    private static final Pattern ARTIFACT = Pattern.compile("<artifactId>([^<]+)</artifactId><version>");

    @RegisterExtension
    final PostgresExtension postgres = PostgresExtension.empty();

    @TempDir
    Path folder;

    @Test
    void theGuidesHandlerRunsOnADatabaseThatHasNothingYet() throws Exception {
        // Flyway itself comes with its module for Postgres.
        Set<String> artifacts = artifacts();
        artifacts.add("flyway-core");
        Process program = run(LibraryDependencies.read().classPath(artifacts));
        try {
            await().atMost(Duration.ofSeconds(60)).until(() -> output().contains("drawing cat.png, 80 wide"));
            postgres.database()
                    .execute("SELECT taskwire.send('thumbnails', '{\"image\": \"dog.png\", \"width\": 120}')");
            await().until(() -> output().contains("drawing dog.png, 120 wide"));
        } finally {
            program.destroy();
            assertThat(program.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(output()).contains("sent as message 1");
    }

    @Test
    void withoutWhatAMigrationNeedsItSaysWhatToAdd() throws Exception {
        Process program = run(LibraryDependencies.read().classPath(Set.of("logback-classic")));

        await().atMost(Duration.ofSeconds(60))
                .until(() -> output().contains("migrate: add org.flywaydb:flyway-core") && !program.isAlive());
    }

    @Test
    void theUsersOwnCodeIsShort() throws IOException {
        assertThat(code().lines().count()).isLessThanOrEqualTo(40);
    }

    private Process run(String classPath) throws IOException {
        Path source = Files.writeString(folder.resolve("Thumbnails.java"), code());
        int compiled = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        List.of("-cp", classPath, "-d", folder.toString(), "-Xlint:all", "-Werror", source.toString())
                                .toArray(String[]::new));
        assertThat(compiled).isZero();
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        folder + File.pathSeparator + classPath,
                        "Thumbnails")
                .redirectErrorStream(true)
                .redirectOutput(Redirect.to(folder.resolve("output").toFile()));
        builder.environment().put("DATABASE_URL", postgres.database().url());
        return builder.start();
    }

    private String output() throws IOException {
        return Files.readString(folder.resolve("output"));
    }

    private static String code() throws IOException {
        MatchResult block =
                JAVA.matcher(Files.readString(GUIDE)).results().findFirst().orElseThrow();
        return block.group(1);
    }

    private static Set<String> artifacts() throws IOException {
        return ARTIFACT.matcher(Files.readString(GUIDE))
                .results()
                .map(artifact -> artifact.group(1))
                .filter(artifact -> !artifact.equals("taskwire"))
                .collect(Collectors.toSet());
    }
}
