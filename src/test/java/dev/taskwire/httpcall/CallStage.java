package dev.taskwire.httpcall;

import dev.taskwire.config.AddressRange;
import dev.taskwire.config.HttpCallsConfig;
import dev.taskwire.config.Secret;
import dev.taskwire.httpcall.HttpCall.Attempt;
import dev.taskwire.httpcall.HttpCall.Content;
import dev.taskwire.httpcall.HttpCall.Extras;
import dev.taskwire.httpcall.HttpCall.Limits;
import dev.taskwire.httpcall.HttpCall.Method;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;

/** Calls as a test wants them. */
final class CallStage {
    static final String SECRET = "a-secret-that-nobody-may-see";
    static final String SIGNING = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    static final Duration LONG = Duration.ofSeconds(15);

    private CallStage() {}

    static HttpCallsConfig config(int connections, String... allow) {
        return new HttpCallsConfig(
                List.of(allow).stream()
                        .map(range -> AddressRange.parse(range).orElseThrow())
                        .toList(),
                Map.of("token", new Secret(SECRET), "signing", new Secret(SIGNING)),
                connections,
                Optional.empty(),
                Optional.empty());
    }

    static HttpCall get(String url) {
        return get(url, LONG);
    }

    static HttpCall get(String url, Duration timeout) {
        return call(Method.GET, url, new Content(Map.of(), Optional.empty()), timeout);
    }

    static HttpCall post(String url, Map<String, String> headers, String body) {
        return call(Method.POST, url, new Content(headers, Optional.of(Buffer.buffer(body))), LONG);
    }

    static HttpCall call(Method method, String url, Content content, Duration timeout) {
        return new HttpCall(
                new Attempt(42, 3, "key-of-42"), method, url, content, new Limits(timeout, 1000), Extras.NONE);
    }

    static HttpCall with(HttpCall call, Extras extras) {
        return new HttpCall(call.attempt(), call.method(), call.url(), call.content(), call.limits(), extras);
    }

    /** Answers one list after the other, the last one for ever. */
    static final class Names implements HostResolver {
        private final Queue<List<InetAddress>> answers = new ArrayDeque<>();
        private final AtomicInteger asked = new AtomicInteger();

        @SafeVarargs
        Names(List<String>... answers) throws UnknownHostException {
            for (List<String> answer : answers) {
                InetAddress[] addresses = new InetAddress[answer.size()];
                for (int at = 0; at < addresses.length; at++) {
                    addresses[at] = InetAddress.getByName(answer.get(at));
                }
                this.answers.add(List.of(addresses));
            }
        }

        int asked() {
            return asked.get();
        }

        @Override
        public synchronized Future<List<InetAddress>> resolve(String name) {
            asked.incrementAndGet();
            return Future.succeededFuture(answers.size() > 1 ? answers.remove() : answers.element());
        }

        @Override
        public Future<Void> close() {
            return Future.succeededFuture();
        }
    }
}
