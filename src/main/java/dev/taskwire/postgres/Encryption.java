package dev.taskwire.postgres;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.TrustOptions;
import io.vertx.pgclient.SslMode;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import javax.net.ssl.TrustManagerFactory;
import org.postgresql.ssl.DefaultJavaSSLFactory;

/**
 * How the way to Postgres is encrypted, from the parameters of a URL that libpq has as well, in the forms that Vert.x and
 * JDBC want. Only the verifying modes ask who the server is.
 *
 * @param authority the file of the certificates that are trusted; where there is none, what this Java trusts
 * @param identity this client's own certificate
 */
record Encryption(SslMode mode, Optional<Path> authority, Optional<ClientIdentity> identity) {
    /** Names of this machine: nobody listens in between. */
    private static boolean isLoopback(String host) {
        return host.equals("localhost") || host.equals("::1") || host.startsWith("127.");
    }

    /** @throws IllegalArgumentException if they do not go together or a file cannot be read; the message says what to do */
    static Encryption of(String host, Map<String, String> parameters) {
        Optional<Path> authority = Optional.ofNullable(parameters.get("sslrootcert"))
                .filter(file -> !file.equals("system"))
                .map(file -> PemFile.certificates("sslrootcert", file));
        Optional<ClientIdentity> identity = ClientIdentity.of(parameters.get("sslcert"), parameters.get("sslkey"));
        return new Encryption(mode(host, parameters), authority, identity);
    }

    private static SslMode mode(String host, Map<String, String> parameters) {
        String name = parameters.get("sslmode");
        boolean trusts = parameters.containsKey("sslrootcert");
        if (name == null) {
            return trusts ? SslMode.VERIFY_FULL : isLoopback(host) ? SslMode.DISABLE : SslMode.PREFER;
        }
        SslMode mode = parse(name);
        if (trusts && mode == SslMode.REQUIRE) {
            return SslMode.VERIFY_CA;
        }
        if (trusts && mode != SslMode.VERIFY_CA && mode != SslMode.VERIFY_FULL) {
            throw new IllegalArgumentException(
                    "sslmode=" + name + " asks for no certificate, so that sslrootcert is of no"
                            + " use: say sslmode=verify-full, or leave sslrootcert out");
        }
        return mode;
    }

    private static SslMode parse(String name) {
        try {
            return SslMode.of(name);
        } catch (IllegalArgumentException unknown) {
            throw new IllegalArgumentException(
                    "sslmode is one of disable, allow, prefer, require, verify-ca, verify-full");
        }
    }

    private boolean verifies() {
        return mode == SslMode.VERIFY_CA || mode == SslMode.VERIFY_FULL;
    }

    /** For the reactive client, where anything is encrypted at all. */
    ClientSSLOptions clientOptions() {
        ClientSSLOptions options =
                new ClientSSLOptions().setHostnameVerificationAlgorithm(mode == SslMode.VERIFY_FULL ? "HTTPS" : "");
        identity.ifPresent(own -> options.setKeyCertOptions(new PemKeyCertOptions()
                .addCertValue(Buffer.buffer(PemFile.read("sslcert", own.certificate())))
                .addKeyValue(Buffer.buffer(PemFile.read("sslkey", own.key())))));
        return verifies() ? options.setTrustOptions(trusted()) : options.setTrustAll(true);
    }

    private TrustOptions trusted() {
        return authority
                .<TrustOptions>map(
                        file -> new PemTrustOptions().addCertValue(Buffer.buffer(PemFile.read("sslrootcert", file))))
                .orElseGet(Encryption::trustedByThisJava);
    }

    private static TrustOptions trustedByThisJava() {
        try {
            TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trusted.init((KeyStore) null);
            return TrustOptions.wrap(trusted.getTrustManagers()[0]);
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException("what this Java trusts cannot be read", broken);
        }
    }

    void addTo(Properties properties) {
        properties.setProperty("sslmode", mode.name().toLowerCase(Locale.ROOT).replace('_', '-'));
        authority.ifPresent(file -> properties.setProperty("sslrootcert", file.toString()));
        identity.ifPresent(own -> own.addTo(properties));
        if (verifies() && authority.isEmpty()) {
            // Without it, the driver wants a certificate in a folder of the user's.
            properties.setProperty("sslfactory", DefaultJavaSSLFactory.class.getName());
        }
    }
}
