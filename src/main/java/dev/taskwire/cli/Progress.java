package dev.taskwire.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.function.LongConsumer;

/** Says now and then how far a long piece of work is; short ones it passes over in silence. */
final class Progress implements LongConsumer {
    private static final Duration PACE = Duration.ofSeconds(5);

    private final PrintWriter err;
    private final long total;
    private long toldAt = System.nanoTime();
    private volatile long sent;

    Progress(PrintWriter err, long total) {
        this.err = err;
        this.total = total;
    }

    /** Called on one context only. */
    @Override
    public void accept(long soFar) {
        sent = soFar;
        if (System.nanoTime() - toldAt >= PACE.toNanos()) {
            toldAt = System.nanoTime();
            err.println("redriven " + soFar + " of " + total);
            err.flush();
        }
    }

    /** How far it has come. */
    long sent() {
        return sent;
    }
}
