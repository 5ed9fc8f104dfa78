package dev.taskwire.bench;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Mails to users who sign up, through the whole engine to an endpoint in this process. For the bench's thread. */
final class Mails {
    private static final String SIGN_UP = """
            -- bench.sign_up
            INSERT INTO taskwire_bench.profile (email, full_name)
            SELECT 'user' || number || '@example.com', 'User ' || number FROM generate_series(1, $1::integer) AS number
            """;

    private static final String ACCEPTED = """
            -- bench.accepted
            SELECT count(*) AS mails FROM taskwire.email_deliveries WHERE state = 'accepted' AND sends = 1
            """;

    private static final String PROFILES =
            "SELECT id::text, email, full_name AS name FROM taskwire_bench.profile WHERE id = ANY ($1::text[]::uuid[])";

    private static final int WARM_UP_PART = 10;

    private Mails() {}

    /** Mails a second with these variables, from the commit that makes their messages until all are done. */
    static double perSecond(Ground ground, Map<String, String> variables) throws Exception {
        SlowMailEndpoint endpoint = new SlowMailEndpoint();
        String deployed = ground.client().await(ground.client().vertx().deployVerticle(endpoint));
        ground.clear();
        try (RunningEngine engine = ground.engine(
                with(endpoint, variables),
                ground.config().queues().notifications().name())) {
            send(ground, engine, endpoint, Math.max(1, ground.sizes().mails() / WARM_UP_PART));
            Duration taken = send(ground, engine, endpoint, ground.sizes().mails());
            return ground.sizes().mails() * 1e9 / taken.toNanos();
        } finally {
            ground.client().awaitClosed(ground.client().vertx().undeploy(deployed));
        }
    }

    private static Map<String, String> with(SlowMailEndpoint endpoint, Map<String, String> variables) {
        Map<String, String> all = new HashMap<>(variables);
        all.put("SENDGRID_BASE_URL", endpoint.url());
        all.put("TASKWIRE_NOTIFICATIONS_PROFILE_QUERY", PROFILES);
        return all;
    }

    @CanIgnoreReturnValue
    private static Duration send(Ground ground, RunningEngine engine, SlowMailEndpoint endpoint, int mails)
            throws Exception {
        ground.clear();
        CompletableFuture<Long> all = engine.next(mails);
        long asked = ground.client()
                .await(ground.client()
                        .pool()
                        .withTransaction(session -> session.preparedQuery(SIGN_UP)
                                .execute(Tuple.of(mails))
                                .map(inserted -> System.nanoTime())));
        Duration taken = engine.arrived(all, asked);
        long accepted = ground.client().number(ACCEPTED);
        int received = endpoint.accepted();
        if (accepted != mails || received != mails) {
            throw new IllegalStateException(
                    "of " + mails + " mails, the endpoint has " + received + " and the ledger " + accepted);
        }
        return taken;
    }
}
