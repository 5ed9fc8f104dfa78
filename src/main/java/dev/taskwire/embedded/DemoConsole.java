package dev.taskwire.embedded;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.Future;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** What the demo says. Event loops put lines in, the main thread prints them: a terminal that stands still stops only it. */
public final class DemoConsole {
    private static final int WAITING_MOST = 10_000;
    private static final long GLANCE_MILLIS = 10;

    private final PrintWriter out;
    private final boolean colourful;
    private final boolean ascii;
    private final BlockingQueue<String> lines = new ArrayBlockingQueue<>(WAITING_MOST);
    private final AtomicInteger leftOut = new AtomicInteger();

    /**
     * Makes a console.
     *
     * @param colourful whether the reader's terminal shows colours
     * @param charset what the writer can express; arrows and quotes are spelt with plainer signs where it lacks them
     */
    public DemoConsole(PrintWriter out, boolean colourful, Charset charset) {
        this.out = out;
        this.colourful = colourful;
        this.ascii = !charset.newEncoder().canEncode("→“”…·");
    }

    /** Says a line. Never blocks; a reader who is far behind misses lines and is told how many. */
    void say(String line) {
        if (!lines.offer(line)) {
            leftOut.incrementAndGet();
        }
    }

    String paint(Paint paint, String text) {
        return colourful ? paint.code() + text + Paint.OFF : text;
    }

    /** Prints what is said, as long as the condition holds, and then what is left. */
    void printWhile(BooleanSupplier condition) throws InterruptedException {
        while (condition.getAsBoolean()) {
            String line = lines.poll(GLANCE_MILLIS, TimeUnit.MILLISECONDS);
            if (line != null) {
                print(line);
            }
        }
        for (String line = lines.poll(); line != null; line = lines.poll()) {
            print(line);
        }
    }

    /** Waits on the calling thread, printing meanwhile; what the future fails with is thrown. */
    @CanIgnoreReturnValue
    <T> T await(Future<T> future, Duration most) throws Exception {
        long began = System.nanoTime();
        printWhile(() -> !future.isComplete() && System.nanoTime() - began < most.toNanos());
        if (!future.isComplete()) {
            throw new TimeoutException("the demo waited " + most.toSeconds() + " s in vain: start it again");
        }
        if (future.failed()) {
            throw future.cause() instanceof Exception exception ? exception : new IllegalStateException(future.cause());
        }
        return future.result();
    }

    private void print(String line) {
        int missed = leftOut.getAndSet(0);
        if (missed > 0) {
            out.println("(" + missed + " lines left out: they came faster than they could be printed)");
        }
        out.println(ascii ? spelt(line) : line);
        out.flush();
    }

    private static String spelt(String line) {
        return line.replace("→", "->").replace("…", "...").replace("·", "-").replaceAll("[“”]", "\"");
    }
}
