package dev.taskwire.doctor;

import dev.taskwire.config.SmtpConfig;
import dev.taskwire.config.SmtpSecurity;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Whether an SMTP server is there and greets. It is told good-bye at once: nobody logs in. */
final class SmtpGreeting {
    private static final String READY = "220";
    private static final int GREETING_LONGEST = 200;

    private final Vertx vertx;
    private final SmtpConfig server;
    private final Duration deadline;

    SmtpGreeting(Vertx vertx, SmtpConfig server, Duration deadline) {
        this.vertx = vertx;
        this.server = server;
        this.deadline = deadline.dividedBy(2);
    }

    Future<Finding> look() {
        String host = server.host().replaceAll("[\\[\\]]", "");
        NetClientOptions options = new NetClientOptions()
                .setConnectTimeout((int) deadline.toMillis())
                .setSsl(server.security() == SmtpSecurity.TLS)
                .setHostnameVerificationAlgorithm("HTTPS");
        NetClient client = vertx.createNetClient(options);
        return client.connect(server.port(), host)
                .compose(this::greeting)
                .map(this::judged)
                .otherwise(failure -> Finding.problem(
                        place() + " cannot be reached: " + Failing.words(failure),
                        "see that the server runs, and that mail.smtp.host, port and security are right"))
                .eventually(() -> client.close().otherwiseEmpty());
    }

    private Future<String> greeting(NetSocket socket) {
        Promise<String> greeting = Promise.promise();
        socket.exceptionHandler(greeting::tryFail)
                .closeHandler(closed -> greeting.tryFail("it closed the connection without a greeting"))
                .handler(said -> greeting.tryComplete(said.toString()));
        return greeting.future()
                .timeout(deadline.toMillis(), TimeUnit.MILLISECONDS)
                .eventually(() -> socket.write("QUIT\r\n").otherwiseEmpty());
    }

    private Finding judged(String said) {
        String line = said.lines().findFirst().orElse("").strip();
        return said.startsWith(READY)
                ? Finding.ok(place() + " greets")
                : Finding.problem(
                        place() + " takes no mail now: " + line.substring(0, Math.min(GREETING_LONGEST, line.length())),
                        "ask whoever runs it");
    }

    private String place() {
        return server.host() + ":" + server.port();
    }
}
