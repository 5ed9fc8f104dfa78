package dev.taskwire.notification;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.parsetools.RecordParser;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** An SMTP server that takes mails, or says and does at each command what a test wishes. */
final class StandInSmtp {
    static final String GREETING = "greeting";
    static final String END = ".";

    private final NetServer server;
    private final Map<String, Consumer<NetSocket>> reactions = new ConcurrentHashMap<>();
    private final List<String> commands = new CopyOnWriteArrayList<>();
    private final List<String> mails = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger mostConnections = new AtomicInteger();

    StandInSmtp(Vertx vertx, Optional<KeyCertOptions> certificate) throws Exception {
        this(vertx, plain(certificate), certificate.isPresent());
    }

    private StandInSmtp(Vertx vertx, NetServerOptions options, boolean offersTls) throws Exception {
        this.server = vertx.createNetServer(options)
                .connectHandler(socket -> new Dialogue(socket, offersTls).begin())
                .listen(0, "localhost")
                .await(10, TimeUnit.SECONDS);
    }

    /** A server that encrypts from the first byte. */
    static StandInSmtp overTls(Vertx vertx, KeyCertOptions certificate) throws Exception {
        return new StandInSmtp(vertx, new NetServerOptions().setSsl(true).setKeyCertOptions(certificate), false);
    }

    private static NetServerOptions plain(Optional<KeyCertOptions> certificate) {
        NetServerOptions options = new NetServerOptions();
        certificate.ifPresent(options::setKeyCertOptions);
        return options;
    }

    /** @param command what its line begins with, {@link #GREETING} or {@link #END} */
    void says(String command, String line) {
        does(command, socket -> write(socket, line));
    }

    void hangs(String command) {
        does(command, socket -> {});
    }

    void closes(String command) {
        does(command, socket -> socket.close().onFailure(StandInSmtp::ignore));
    }

    void does(String command, Consumer<NetSocket> what) {
        reactions.put(command, what);
    }

    List<String> commands() {
        return commands;
    }

    /** The mails as they came, with the dots that lines begin with doubled. */
    List<String> mails() {
        return mails;
    }

    int connections() {
        return connections.get();
    }

    int mostConnections() {
        return mostConnections.get();
    }

    int port() {
        return server.actualPort();
    }

    void stop() throws Exception {
        server.close().await(10, TimeUnit.SECONDS);
    }

    static void write(NetSocket socket, String line) {
        socket.write(line + "\r\n").onFailure(StandInSmtp::ignore);
    }

    /** A client that went away is what some tests are about. */
    private static void ignore(Throwable gone) {}

    private final class Dialogue {
        private final NetSocket socket;
        private final boolean offersTls;
        private final StringBuilder mail = new StringBuilder();
        private boolean inMail;

        Dialogue(NetSocket socket, boolean offersTls) {
            this.socket = socket;
            this.offersTls = offersTls;
        }

        void begin() {
            mostConnections.accumulateAndGet(connections.incrementAndGet(), Math::max);
            socket.closeHandler(closed -> connections.decrementAndGet());
            socket.exceptionHandler(StandInSmtp::ignore);
            socket.handler(RecordParser.newDelimited("\r\n", this::line));
            react(GREETING, "220 mail.example.com ESMTP");
        }

        private void line(Buffer buffer) {
            String line = buffer.toString();
            if (inMail) {
                mailLine(line);
            } else {
                commands.add(line);
                command(line, line.split(" ", 2)[0].toUpperCase(Locale.ROOT));
            }
        }

        private void mailLine(String line) {
            if (!line.equals(END)) {
                mail.append(line).append('\n');
                return;
            }
            inMail = false;
            mails.add(mail.toString());
            mail.setLength(0);
            react(END, "250 taken");
        }

        private void command(String line, String verb) {
            switch (verb) {
                case "EHLO" -> react(verb, offersTls && !socket.isSsl() ? "250-hello\r\n250 STARTTLS" : features());
                case "STARTTLS" -> startTls(verb);
                case "AUTH" -> react(verb, "235 welcome");
                case "DATA" -> react(verb, "354 go ahead", () -> inMail = true);
                case "QUIT" -> react(verb, "221 bye", () -> socket.close().onFailure(StandInSmtp::ignore));
                default -> react(verb, "250 ok " + line.length());
            }
        }

        /** The consent is written by the upgrade, so that nothing of the handshake is read as a command. */
        private void startTls(String verb) {
            if (reactions.containsKey(verb)) {
                react(verb, "");
            } else {
                socket.upgradeToSsl(Buffer.buffer("220 go ahead\r\n")).onFailure(StandInSmtp::ignore);
            }
        }

        private String features() {
            return "250-hello\r\n250-SIZE 100000\r\n250 AUTH LOGIN PLAIN XOAUTH2";
        }

        private void react(String command, String usual) {
            react(command, usual, () -> {});
        }

        private void react(String command, String usual, Runnable then) {
            Consumer<NetSocket> wished = reactions.get(command);
            if (wished != null) {
                wished.accept(socket);
                return;
            }
            write(socket, usual);
            then.run();
        }
    }
}
