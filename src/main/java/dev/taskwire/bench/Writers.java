package dev.taskwire.bench;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.Future;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Clients that update single rows at the same time, warmed up. For the bench's thread, since it waits. */
final class Writers implements AutoCloseable {
    private final BenchClient client;
    private final List<WriterVerticle> writers;
    private final List<Future<String>> deployed;

    private Writers(BenchClient client, List<WriterVerticle> writers) {
        this.client = client;
        this.writers = writers;
        this.deployed = writers.stream().map(client.vertx()::deployVerticle).toList();
    }

    /** Connects so many and lets them warm up; what that left on the ground is swept away. */
    static Writers ready(Ground ground, WriterVariant variant, int count) throws Exception {
        BenchClient client = ground.client();
        Writers writers = new Writers(
                client,
                Stream.generate(() -> new WriterVerticle(
                                client.database(1), variant, ground.sizes().rows()))
                        .limit(count)
                        .toList());
        try {
            client.await(Future.all(writers.deployed).mapEmpty());
            ground.clear();
            return writers;
        } catch (Exception failure) {
            writers.close();
            throw failure;
        }
    }

    /** Writes, all at once. */
    @CanIgnoreReturnValue
    Written write(Pace pace) throws Exception {
        long began = System.nanoTime();
        List<Future<Latencies>> written = IntStream.range(0, writers.size())
                .mapToObj(number -> writers.get(number).write(pace, (double) number / writers.size()))
                .toList();
        client.await(Future.all(written).mapEmpty());
        long taken = System.nanoTime() - began;
        List<Latencies> latencies = written.stream().map(Future::result).toList();
        int updates = latencies.stream().mapToInt(Latencies::count).sum();
        return new Written(updates, updates * 1e9 / taken, Latencies.percentiles(latencies));
    }

    @Override
    public void close() {
        List<Future<Void>> undeployed = deployed.stream()
                .map(one -> one.compose(client.vertx()::undeploy).otherwiseEmpty())
                .toList();
        client.awaitClosed(Future.join(undeployed));
    }

    /**
     * What writers did.
     *
     * @param transactions how long each transaction took, as its client saw it
     */
    record Written(int updates, double perSecond, Percentiles transactions) {}
}
