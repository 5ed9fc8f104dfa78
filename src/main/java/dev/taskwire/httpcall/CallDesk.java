package dev.taskwire.httpcall;

import dev.taskwire.httpcall.CallTable.Wanted;
import dev.taskwire.httpcall.News.Told;
import dev.taskwire.postgres.SqlState;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes turns with the database: one at a time, and another as long as there is something to tell or to ask for. In each it
 * tells which calls ended, and is given calls to begin. Bound to one context.
 */
final class CallDesk implements Presence.Desk {
    private static final Logger LOG = LoggerFactory.getLogger(CallDesk.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final long SOONEST_MILLIS = 1;

    private final Vertx vertx;
    private final Context context;
    private final CallTable table;
    private final OpenCalls calls;
    private final Presence presence;
    private final News news;
    private final Set<String> crowded = new HashSet<>();

    private @Nullable Promise<Turned> next;
    private int toAdmit;
    private boolean turning;
    private boolean stopping;
    private long timer = -1;

    CallDesk(Vertx vertx, CallTable table, CallMaker maker, int most) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.table = table;
        this.news = new News();
        this.calls = new OpenCalls(vertx, maker, most, this::ended);
        this.presence = new Presence(vertx, table, this);
    }

    void begin() {
        presence.begin();
    }

    /** Takes a turn, or takes part in the next one. Lets in up to so many messages. */
    Future<Turned> look(int admit) {
        toAdmit = Math.max(toAdmit, admit);
        Promise<Turned> promise = next;
        if (promise == null) {
            promise = Promise.promise();
            next = promise;
            if (!turning) {
                context.runOnContext(now -> turn());
            }
        }
        return promise.future();
    }

    private void turn() {
        Promise<Turned> promise = next;
        if (promise == null || turning) {
            return;
        }
        vertx.cancelTimer(timer);
        next = null;
        turning = true;
        (stopping ? Future.<Void>succeededFuture() : presence.ensure())
                .compose(known -> tellAndAsk())
                .onSuccess(this::begin)
                .onComplete(turned -> turning = false)
                .onComplete(promise)
                .onComplete(turned -> turn());
    }

    private Future<Turned> tellAndAsk() {
        Told told = news.tell();
        Wanted wanted = wanted();
        toAdmit = 0;
        UUID process = presence.process();
        return table.turn(process, told, wanted)
                .recover(failure -> SqlState.isAboutData(failure)
                        ? table.turn(process, told.withoutResults(), wanted)
                        : Future.failedFuture(failure))
                .onFailure(failure -> tellLater(told, failure));
    }

    private Wanted wanted() {
        if (stopping || !presence.isKnown()) {
            return Wanted.NOTHING;
        }
        return new Wanted(toAdmit, calls.room(), calls.relaysWanted(crowded));
    }

    private void begin(Turned turned) {
        crowded.clear();
        crowded.addAll(turned.crowded());
        turned.granted().forEach(calls::begin);
        turned.lookIn().ifPresent(this::lookIn);
        if (!crowded.isEmpty()) {
            news.released(calls.giveBack(crowded));
        }
    }

    private void lookIn(Duration pause) {
        if (!stopping) {
            vertx.cancelTimer(timer);
            timer = vertx.setTimer(Math.max(SOONEST_MILLIS, pause.toMillis()), fired -> lookAgain());
        }
    }

    private void tellLater(Told told, Throwable failure) {
        LOG.warn(
                "what came of {} HTTP calls could not be written down; again in {}",
                told.ended().size(),
                PAUSE,
                failure);
        news.keep(told);
        lookIn(PAUSE);
    }

    private void ended(Ended call) {
        Granted relay = crowded.contains(call.queue()) || stopping ? null : calls.relayOf(call.queue());
        news.ended(call.told(relay));
        call.closed().ifPresent(news::closed);
        if (relay != null) {
            calls.start(relay);
        }
        lookAgain();
    }

    private void lookAgain() {
        look(0).onComplete(turned -> {});
    }

    @Override
    public boolean isBusy() {
        return calls.areThere() || !news.isEmpty();
    }

    @Override
    public void beaten() {
        news.released(calls.giveBack(Set.of()));
        if (!news.isEmpty()) {
            lookAgain();
        }
    }

    @Override
    public void lost() {
        calls.abandon();
        news.forget();
        lookAgain();
    }

    /** Begins no call any more. Those under way may end until the deadline; everything else is given back. */
    Future<Void> stop(Duration deadline) {
        stopping = true;
        vertx.cancelTimer(timer);
        return calls.untilNone()
                .timeout(Math.max(1, deadline.toMillis()), TimeUnit.MILLISECONDS)
                .transform(ended -> news.isEmpty() ? Future.<Void>succeededFuture() : look(0).<Void>mapEmpty())
                .transform(told -> presence.end())
                .eventually(calls::close);
    }
}
