package dev.taskwire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskwire.support.TestDatabase;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A program of others that is given a database by the variables of libpq. */
final class OtherClient {
    private static final Path PGMQ_JS = Path.of("src", "test", "pgmq-js");

    private final Path program;

    private OtherClient(Path program) {
        this.program = program;
    }

    /** Postgres' own client, where this machine has one. */
    static Optional<OtherClient> psql() {
        return find("psql").map(OtherClient::new);
    }

    /** Node with pgmq-js, where the build could fetch it. */
    static Optional<OtherClient> pgmqJs() {
        return find("node")
                .filter(node -> Files.exists(PGMQ_JS.resolve("node_modules").resolve("pgmq-js")))
                .map(OtherClient::new);
    }

    /** What it has written, after it has ended well. */
    String run(TestDatabase database, List<String> arguments) throws IOException, InterruptedException {
        URI url = URI.create(database.url());
        Path output = Files.createTempFile("other-client", ".txt");
        ProcessBuilder builder = new ProcessBuilder(Stream.concat(Stream.of(program.toString()), arguments.stream())
                        .toList())
                .redirectErrorStream(true)
                .redirectOutput(Redirect.to(output.toFile()));
        builder.environment().put("PGHOST", url.getHost());
        builder.environment().put("PGPORT", String.valueOf(url.getPort()));
        builder.environment().put("PGUSER", url.getUserInfo().split(":", 2)[0]);
        builder.environment().put("PGPASSWORD", url.getUserInfo().split(":", 2)[1]);
        builder.environment().put("PGDATABASE", database.name());
        Process process = builder.start();
        try {
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            String written = Files.readString(output, StandardCharsets.UTF_8);
            assertThat(process.exitValue()).as(written).isZero();
            return written;
        } finally {
            process.destroyForcibly();
            Files.delete(output);
        }
    }

    /** The script of pgmq-js, as the first of its arguments. */
    static String script() {
        return PGMQ_JS.resolve("client.mjs").toString();
    }

    private static Optional<Path> find(String name) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .flatMap(folder -> Stream.of(Path.of(folder, name), Path.of(folder, name + ".exe")))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
