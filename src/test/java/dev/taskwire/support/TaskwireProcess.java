package dev.taskwire.support;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A Taskwire in a process of its own, as users run it. */
public final class TaskwireProcess implements AutoCloseable {
    private static final Duration END_MOST = Duration.ofSeconds(40);

    private final Process process;
    private final Path log;

    private TaskwireProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Runs a command of the command line, with these variables beside those of the test. */
    public static TaskwireProcess start(Map<String, String> environment, String... arguments) throws IOException {
        return startMain("dev.taskwire.Main", environment, arguments);
    }

    /** Runs another main class, one that a test has made. */
    public static TaskwireProcess startMain(String mainClass, Map<String, String> environment, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // Tests start many of these, for seconds each: what matters is that they start fast.
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                mainClass));
        command.addAll(List.of(arguments));
        Path log = Files.createTempFile("taskwire", ".log");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(Redirect.to(log.toFile()));
        builder.environment().keySet().removeIf(name -> name.startsWith("TASKWIRE_") || name.equals("DATABASE_URL"));
        builder.environment().putAll(environment);
        return new TaskwireProcess(builder.start(), log);
    }

    /** What it has printed so far. */
    public String output() throws IOException {
        return Files.readString(log);
    }

    /** Asks it to stop, as SIGTERM does, and answers its exit code. */
    public int terminate() throws InterruptedException {
        process.destroy();
        return exitCode();
    }

    /** Waits for its end and answers its exit code. */
    public int exitCode() throws InterruptedException {
        if (!process.waitFor(END_MOST.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException("the process did not end within " + END_MOST);
        }
        return process.exitValue();
    }

    /** Ends it as {@code kill -9} does, and answers its exit code when it is gone. */
    public int kill() throws InterruptedException {
        process.destroyForcibly();
        return exitCode();
    }

    /** Stops it as SIGSTOP does: it lives, holds its connections and does nothing. */
    public void suspend() throws IOException, InterruptedException {
        signal("STOP");
    }

    /** Lets it go on where it was stopped. */
    public void proceed() throws IOException, InterruptedException {
        signal("CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
        Program.run(List.of("kill", "-" + name, String.valueOf(process.pid())));
    }

    /** Its number. */
    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** The status that a path on this machine answers with; 0 where nothing answers. */
    public static int status(int port, String path) throws InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + port + path);
        HttpRequest request =
                HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(5)).build();
        try {
            return HttpClient.newHttpClient()
                    .send(request, BodyHandlers.ofString())
                    .statusCode();
        } catch (IOException unreachable) {
            return 0;
        }
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly()
                .onExit()
                .orTimeout(END_MOST.toSeconds(), TimeUnit.SECONDS)
                .join();
        Files.delete(log);
    }
}
