package dev.taskwire.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.taskwire.config.InvalidConfigException;
import dev.taskwire.config.ListenerConfig;
import dev.taskwire.config.Secret;
import dev.taskwire.config.TaskwireConfig;
import dev.taskwire.support.CertificateAuthority;
import dev.taskwire.support.PostgresExtension;
import dev.taskwire.support.TestDatabase;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.ServerSSLOptions;
import io.vertx.junit5.VertxExtension;
import io.vertx.sqlclient.Pool;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The way to a server that encrypts, by all three: the pool, the connection that listens, and JDBC. */
@ExtendWith(VertxExtension.class)
final class EncryptionIT {
    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.migrated();

    private static final String ENCRYPTED = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()";

    @TempDir
    static Path folder;

    private static CertificateAuthority ours;
    private static CertificateAuthority others;

    @BeforeAll
    static void encrypt() throws Exception {
        ours = new CertificateAuthority(folder, "ours");
        ours.issue("server", "SAN=ip:127.0.0.1");
        ours.issue("client", "SAN=dns:client");
        others = new CertificateAuthority(folder, "others");
        others.issue("server", "SAN=ip:127.0.0.1");
        onServer("server.crt", ours.certificate("server"));
        onServer("server.key", ours.key("server"));
        setting("ssl", "on");
    }

    @AfterAll
    static void encryptNoMore() throws SQLException {
        setting("ssl", "off");
    }

    @Test
    void theRightHostIsConnectedToByAllThree(Vertx vertx) throws Exception {
        String url = url("127.0.0.1", "?sslmode=verify-full&sslrootcert=" + ours.file());

        assertThat(byJdbc(url)).isTrue();
        assertThat(byPool(vertx, url)).isTrue();
        assertThat(listening(vertx, url)).isEqualTo("listening");
    }

    @Test
    void namingAnAuthorityIsEnoughToVerify(Vertx vertx) throws Exception {
        assertThat(byPool(vertx, url("127.0.0.1", "?sslrootcert=" + ours.file())))
                .isTrue();
        assertRefused(vertx, url("localhost", "?sslrootcert=" + ours.file()), "is for another host");
    }

    @Test
    void anotherHostIsRefusedInWords(Vertx vertx) throws Exception {
        assertRefused(
                vertx, url("localhost", "?sslmode=verify-full&sslrootcert=" + ours.file()), "is for another host");
        assertThat(byJdbc(url("localhost", "?sslmode=verify-ca&sslrootcert=" + ours.file())))
                .isTrue();
        assertThat(byPool(vertx, url("localhost", "?sslmode=verify-ca&sslrootcert=" + ours.file())))
                .isTrue();
    }

    @Test
    void anAuthorityThatNobodyNamedIsRefusedInWords(Vertx vertx) throws Exception {
        assertRefused(vertx, url("127.0.0.1", "?sslmode=verify-full"), "from nobody who is trusted");
        assertRefused(
                vertx,
                url("127.0.0.1", "?sslmode=verify-ca&sslrootcert=" + others.file()),
                "from nobody who is trusted");
    }

    @Test
    void whoStandsInBetweenIsToldNothing(Vertx vertx) throws Exception {
        AtomicInteger told = new AtomicInteger();
        NetServer between = between(vertx, told);
        String url = url("127.0.0.1", "?sslmode=verify-full&sslrootcert=" + ours.file())
                .replaceFirst(":\\d+/", ":" + between.actualPort() + "/");

        assertRefused(vertx, url, "somebody may stand between");

        assertThat(told).hasValue(0);
        between.close().await(10, TimeUnit.SECONDS);
    }

    @Test
    void aServerThatDoesNotEncryptIsRefusedWhereItIsRequiredAndTakenWhereItIsPreferred(Vertx vertx) throws Exception {
        setting("ssl", "off");
        try {
            assertRefused(vertx, url("127.0.0.1", "?sslmode=require"), "does not encrypt");
            assertThat(byPool(vertx, url("127.0.0.1", "?sslmode=prefer"))).isFalse();
            assertThat(byJdbc(url("127.0.0.1", "?sslmode=prefer"))).isFalse();
        } finally {
            setting("ssl", "on");
        }
        assertThat(byPool(vertx, url("127.0.0.1", "?sslmode=prefer"))).isTrue();
    }

    @Test
    void aClientShowsACertificateOfItsOwn(Vertx vertx) throws Exception {
        Path certificate = Files.writeString(folder.resolve("client.crt"), ours.certificate("client"));
        Path key = Files.writeString(folder.resolve("client.pem"), ours.key("client"));
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        onServer("clients.crt", ours.certificate("ca"));
        setting("ssl_ca_file", "clients.crt");
        String url = url("127.0.0.1", "?sslmode=require&sslcert=" + certificate + "&sslkey=" + key);
        try {
            assertThat(inPool(vertx, url, "SELECT client_dn FROM pg_stat_ssl WHERE pid = pg_backend_pid()"))
                    .isEqualTo("/CN=client");
            assertThat(byJdbc(url)).isTrue();
        } finally {
            setting("ssl_ca_file", "");
        }
    }

    @Test
    void aWrongParameterIsRefusedInWordsAndWithoutThePassword() throws Exception {
        assertInvalid("?sslrootcert=/nowhere.crt", "sslrootcert: /nowhere.crt cannot be read");
        assertInvalid("?sslmode=sometimes", "sslmode is one of disable, allow");
        assertInvalid("?sslmode=prefer&sslrootcert=" + ours.file(), "sslmode=prefer asks for no certificate");
        assertInvalid("?sslcert=" + ours.file(), "sslcert and sslkey go together");
        assertInvalid("?sslcert=" + ours.file() + "&sslkey=a.key", "sslkey: a.key must be in PEM");
    }

    private static void assertInvalid(String query, String words) {
        assertThatThrownBy(() -> DatabaseAddress.parse(new Secret("postgres://user:hidden@localhost/app" + query)))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("database.url: " + words)
                .hasMessageNotContaining("hidden");
    }

    /** The reactive client tells no reason of a certificate that it refuses. */
    private static void assertRefused(Vertx vertx, String url, String words) {
        String shorter = words.equals("does not encrypt") ? words : "somebody may stand between";
        assertThatThrownBy(() -> byJdbc(url))
                .isInstanceOf(MigrationException.class)
                .hasMessageContaining(words)
                .hasMessageNotContaining("secret");
        assertThat(listening(vertx, url)).contains(shorter).doesNotContain("secret");
        assertThatThrownBy(() -> byPool(vertx, url))
                .satisfies(failure -> assertThat(EncryptionTrouble.advice(failure))
                        .hasValueSatisfying(advice -> assertThat(advice).contains(shorter)));
    }

    private static boolean byJdbc(String url) throws SQLException {
        TaskwireConfig config = POSTGRES.config("DATABASE_URL", url);
        try (Connection connection = new Migrator(config.database(), config.queues()).connect();
                ResultSet row = connection.createStatement().executeQuery(ENCRYPTED)) {
            return row.next() && row.getBoolean(1);
        }
    }

    private static boolean byPool(Vertx vertx, String url) throws Exception {
        return Boolean.parseBoolean(inPool(vertx, url, ENCRYPTED));
    }

    private static String inPool(Vertx vertx, String url, String query) throws Exception {
        Pool pool = Pools.create(vertx, POSTGRES.config("DATABASE_URL", url).database());
        try {
            return String.valueOf(pool.query(query)
                    .execute()
                    .await(10, TimeUnit.SECONDS)
                    .iterator()
                    .next()
                    .getValue(0));
        } finally {
            pool.close().await(10, TimeUnit.SECONDS);
        }
    }

    /** What a listener first tells. */
    private static String listening(Vertx vertx, String url) {
        List<String> told = new CopyOnWriteArrayList<>();
        NotificationListener listener = new NotificationListener(
                vertx,
                DatabaseAddress.parse(new Secret(url)),
                new ListenerConfig(Duration.ofSeconds(5), Duration.ofSeconds(3), Duration.ofSeconds(5)),
                new NotificationListener.Observer() {
                    @Override
                    public void listening() {
                        told.add("listening");
                    }

                    @Override
                    public void lost(String reason) {
                        told.add(reason);
                    }

                    @Override
                    public void notified(String payload) {}
                });
        vertx.runOnContext(now -> listener.open());
        await().until(() -> !told.isEmpty());
        vertx.runOnContext(now -> listener.close().onFailure(Throwable::printStackTrace));
        return told.get(0);
    }

    /** Says that it encrypts and shows another authority's certificate for the same host. */
    private static NetServer between(Vertx vertx, AtomicInteger told) throws Exception {
        ServerSSLOptions shown = new ServerSSLOptions()
                .setKeyCertOptions(new PemKeyCertOptions()
                        .addCertValue(Buffer.buffer(others.certificate("server")))
                        .addKeyValue(Buffer.buffer(others.key("server"))));
        return vertx.createNetServer(new NetServerOptions())
                .connectHandler(client -> client.handler(request -> encrypt(client, shown, told)))
                .listen(0, "127.0.0.1")
                .await(10, TimeUnit.SECONDS);
    }

    private static void encrypt(NetSocket client, ServerSSLOptions shown, AtomicInteger told) {
        client.handler(data -> told.incrementAndGet());
        client.upgradeToSsl(shown, Buffer.buffer("S"))
                .onFailure(refused -> client.close().onFailure(Throwable::printStackTrace));
    }

    private static String url(String host, String query) {
        URI url = URI.create(POSTGRES.database().url());
        return "postgres://" + url.getUserInfo() + "@" + host + ":" + url.getPort() + url.getPath() + query;
    }

    /** Writes a file into the server's own folder, as the server wants it. */
    private static void onServer(String name, String content) throws SQLException {
        new TestDatabase(POSTGRES.database().url())
                .execute("COPY (SELECT unnest(string_to_array('" + content.strip() + "', E'\\n'))) TO PROGRAM"
                        + " 'umask 077; cat > " + name + "'");
    }

    private static void setting(String name, @Nullable String value) throws SQLException {
        try (Connection connection = POSTGRES.database().connect();
                var statement = connection.createStatement()) {
            statement.execute("ALTER SYSTEM SET " + name + " = '" + value + "'");
            statement.execute("SELECT pg_reload_conf()");
        }
        await().until(() -> String.valueOf(value).equals(POSTGRES.database().value("SHOW " + name)));
    }
}
