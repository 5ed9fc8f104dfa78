package dev.taskwire.http;

import dev.taskwire.config.InvalidConfigException;
import dev.taskwire.config.TlsConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.X509KeyManager;
import org.jspecify.annotations.Nullable;

/** What the server shows by HTTPS: read anew when its files change, for connections that begin from then on. */
final class Certificate {
    private static final Set<String> VERSIONS = Set.of("TLSv1.2", "TLSv1.3");
    private static final List<String> KINDS = List.of("EC", "RSA", "EdDSA", "Ed25519");
    private static final int HANDSHAKE_SECONDS = 10;

    private final Vertx vertx;
    private final WatchedFiles files;
    private @Nullable HttpServer server;
    private volatile Instant validUntil = Instant.MAX;

    Certificate(Vertx vertx, TlsConfig config) {
        this.vertx = vertx;
        this.files = new WatchedFiles(
                "the certificate and key of http.tls", List.of(config.certificate(), config.key()), this::take);
    }

    /** Reads the files and sets the options; blocks for a moment. Fails where they do not belong together. */
    void set(HttpServerOptions options) {
        PemKeyCertOptions pem = first();
        options.setSsl(true)
                .setUseAlpn(false)
                .setEnabledSecureTransportProtocols(VERSIONS)
                .setSslHandshakeTimeout(HANDSHAKE_SECONDS)
                .setSslHandshakeTimeoutUnit(TimeUnit.SECONDS)
                .setKeyCertOptions(pem);
    }

    /** The server that is to have new ones. */
    void watch(HttpServer listening) {
        server = listening;
        files.watch(vertx);
    }

    /** What is wrong with the files, or that what they hold has expired. */
    Optional<String> trouble() {
        return files.trouble()
                .or(() -> validUntil.isBefore(Instant.now())
                        ? Optional.of("the certificate of http.tls has expired at " + validUntil)
                        : Optional.empty());
    }

    private Future<Void> take(List<Buffer> contents) {
        HttpServer listening = server;
        if (listening == null) {
            return Future.succeededFuture();
        }
        return vertx.executeBlocking(() -> checked(contents), false)
                .compose(pem -> listening.updateSSLOptions(new ServerSSLOptions()
                        .setKeyCertOptions(pem)
                        .setEnabledSecureTransportProtocols(VERSIONS)
                        .setSslHandshakeTimeout(HANDSHAKE_SECONDS)
                        .setSslHandshakeTimeoutUnit(TimeUnit.SECONDS)))
                .mapEmpty();
    }

    private PemKeyCertOptions first() {
        try {
            return checked(files.first());
        } catch (IllegalArgumentException | UncheckedIOException unusable) {
            throw new InvalidConfigException(List.of("http.tls: " + unusable.getMessage()));
        }
    }

    private PemKeyCertOptions checked(List<Buffer> contents) {
        PemKeyCertOptions pem =
                new PemKeyCertOptions().setCertValue(contents.get(0)).setKeyValue(contents.get(1));
        try {
            X509KeyManager manager =
                    (X509KeyManager) pem.getKeyManagerFactory(vertx).getKeyManagers()[0];
            String alias = KINDS.stream()
                    .flatMap(kind -> Stream.ofNullable(manager.getServerAliases(kind, null)))
                    .flatMap(Arrays::stream)
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("there is no key of RSA, EC or Ed25519"));
            X509Certificate certificate = manager.getCertificateChain(alias)[0];
            if (!belongTogether(certificate, manager.getPrivateKey(alias))) {
                throw new IllegalArgumentException("the key is not that of the certificate");
            }
            certificate.checkValidity();
            validUntil = certificate.getNotAfter().toInstant();
            return pem;
        } catch (IllegalArgumentException known) {
            throw known;
        } catch (Exception unusable) {
            throw new IllegalArgumentException(
                    "certificate and key must be PEM, the certificate valid now, the key unencrypted: "
                            + unusable.getMessage(),
                    unusable);
        }
    }

    private static boolean belongTogether(X509Certificate certificate, PrivateKey key) throws GeneralSecurityException {
        String algorithm = switch (key.getAlgorithm().toUpperCase(Locale.ROOT)) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> key.getAlgorithm();
        };
        byte[] sample = {1, 2, 3};
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(key);
        signature.update(sample);
        byte[] signed = signature.sign();
        signature.initVerify(certificate.getPublicKey());
        signature.update(sample);
        return signature.verify(signed);
    }
}
