package dev.taskwire.support;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Another program, run to its end. Nothing of a test's process is inherited: its standard input and output are how the build
 * speaks with it, and a program that reads or writes there breaks off the whole run.
 */
public final class Program {
    private Program() {}

    /**
     * What it has written, after it has ended well.
     *
     * @throws IllegalStateException with what it has written, if it ended otherwise; or if it has not ended in time, when it
     *     is killed
     */
    public static String run(Path folder, Duration most, List<String> command)
            throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        CompletableFuture<String> written = CompletableFuture.supplyAsync(() -> read(process));
        if (!process.waitFor(most.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException(command + " has not ended within " + most);
        }
        if (process.exitValue() != 0) {
            throw new IllegalStateException(command + " ended with " + process.exitValue() + ": " + written.join());
        }
        return written.join();
    }

    /** As {@link #run(Path, Duration, List)} does, in this process' folder and for at most half a minute. */
    public static String run(List<String> command) throws IOException, InterruptedException {
        return run(Path.of("."), Duration.ofSeconds(30), command);
    }

    private static String read(Process process) {
        try {
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException gone) {
            return "(its output could not be read: " + gone + ")";
        }
    }
}
