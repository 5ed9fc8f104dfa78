package dev.taskwire.postgres;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * This client's own certificate and key, which a server may ask for.
 *
 * @param algorithm the key's, which JDBC wants to be told
 */
record ClientIdentity(Path certificate, Path key, String algorithm) {
    private static final List<String> ALGORITHMS = List.of("RSA", "EC");

    /** @throws IllegalArgumentException if one of the two is missing or cannot be used */
    static Optional<ClientIdentity> of(@Nullable String certificate, @Nullable String key) {
        if (certificate == null && key == null) {
            return Optional.empty();
        }
        if (certificate == null || key == null) {
            throw new IllegalArgumentException("sslcert and sslkey go together: name both");
        }
        if (!key.endsWith(".pem")) {
            throw new IllegalArgumentException("sslkey: " + key + " must be in PEM, and its name must end with .pem");
        }
        Path keyFile = Path.of(key);
        return Optional.of(
                new ClientIdentity(PemFile.certificates("sslcert", certificate), keyFile, algorithm(keyFile)));
    }

    private static String algorithm(Path file) {
        byte[] encoded;
        try {
            encoded = Base64.getMimeDecoder()
                    .decode(new String(PemFile.read("sslkey", file), StandardCharsets.US_ASCII)
                            .replaceAll("-----[^-]*-----", ""));
        } catch (IllegalArgumentException unreadable) {
            throw new IllegalArgumentException(String.valueOf(unreadable.getMessage()), unreadable);
        }
        return ALGORITHMS.stream()
                .filter(name -> isKey(name, encoded))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException(
                                "sslkey: " + file
                                        + " holds no RSA or EC key in PKCS#8 without a password: openssl pkcs8 -topk8 -nocrypt makes one"));
    }

    private static boolean isKey(String algorithm, byte[] encoded) {
        try {
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded)) != null;
        } catch (GeneralSecurityException another) {
            return false;
        }
    }

    void addTo(Properties properties) {
        properties.setProperty("sslcert", certificate.toString());
        properties.setProperty("sslkey", key.toString());
        properties.setProperty("pemKeyAlgorithm", algorithm);
    }
}
