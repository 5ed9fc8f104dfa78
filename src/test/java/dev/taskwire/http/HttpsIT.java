package dev.taskwire.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HTTPS with files that change. */
@SuppressWarnings("NullAway.Init")
final class HttpsIT {
    private static final Duration REREAD_MOST = Duration.ofSeconds(10);

    @TempDir
    private Path folder;

    private Path certificate;
    private Path key;

    @BeforeEach
    void write() throws Exception {
        certificate = folder.resolve("server.crt");
        key = folder.resolve("server.key");
        write(PemCertificate.create(folder, "first", "EC"));
    }

    @Test
    void whatIsShownFollowsItsFilesAndABrokenOneChangesNothing() throws Exception {
        try (Door door = Door.open(tls())) {
            assertThat(shown(door)).isEqualTo("CN=first");

            Files.writeString(certificate, "nonsense");
            await().atMost(REREAD_MOST).until(() -> door.server().trouble().isPresent());
            assertThat(door.server().trouble().orElseThrow()).contains("http.tls", "those of before stay");
            assertThat(shown(door)).isEqualTo("CN=first");

            PemCertificate second = PemCertificate.create(folder, "second", "EC");
            Files.writeString(certificate, second.certificate());
            await().atMost(REREAD_MOST)
                    .until(() -> door.server().trouble().orElse("").contains("the key is not that of the certificate"));
            assertThat(shown(door)).isEqualTo("CN=first");

            Files.writeString(key, second.key());
            await().atMost(REREAD_MOST).until(() -> shown(door).equals("CN=second"));
            assertThat(door.server().trouble()).isEmpty();
        }
    }

    @Test
    void onlyVersionsOfTodayAreSpokenAndBrowsersAreToldToStay() throws Exception {
        try (Door door = Door.open(tls())) {
            assertThat(answer(door, "TLSv1.2"))
                    .contains("200 OK")
                    .contains("Strict-Transport-Security: max-age=31536000");
            write(PemCertificate.create(folder, "third", "RSA"));
            await().atMost(REREAD_MOST).until(() -> shown(door).equals("CN=third"));
            assertThat(answer(door, "TLSv1.3")).contains("200 OK");
            assertThatThrownBy(() -> answer(door, "TLSv1.1")).isInstanceOf(SSLException.class);
            assertThat(RawHttp.call(door.port(), "GET /read").text()).doesNotContain("200");
        }
    }

    @Test
    void aKeyOfAnotherCertificateStopsTheStart() throws Exception {
        Files.writeString(key, PemCertificate.create(folder, "other", "EC").key());

        assertThatThrownBy(() -> Door.open(tls()).close())
                .hasMessageContaining("the key is not that of the certificate");
    }

    private void write(PemCertificate pem) throws IOException {
        Files.writeString(certificate, pem.certificate());
        Files.writeString(key, pem.key());
    }

    private Map<String, Object> tls() {
        return Map.of("tls", Map.of("certificate", certificate.toString(), "key", key.toString()));
    }

    private static String shown(Door door) throws Exception {
        try (SSLSocket socket = socket(door)) {
            socket.startHandshake();
            X509Certificate first = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            return first.getSubjectX500Principal().getName();
        }
    }

    private static String answer(Door door, String version) throws Exception {
        try (SSLSocket socket = socket(door)) {
            socket.setEnabledProtocols(new String[] {version});
            socket.getOutputStream()
                    .write("GET /read HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static SSLSocket socket(Door door) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Anybody()}, new SecureRandom());
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", door.port());
        socket.setSoTimeout(10_000);
        return socket;
    }

    /** Looks at what is shown, and trusts it. */
    private static final class Anybody implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String kind) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String kind) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
