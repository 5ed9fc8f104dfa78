package dev.taskwire.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What HTTPS is served with. Both files are read anew when they change.
 *
 * @param certificate a PEM file with the certificate and those that lead to its root
 * @param key a PEM file with its private key
 */
public record TlsConfig(Path certificate, Path key) {
    static Optional<TlsConfig> from(ConfigSection section) {
        Optional<Path> certificate = section.file("certificate");
        Optional<Path> key = section.file("key");
        if (certificate.isEmpty() != key.isEmpty()) {
            section.problem(
                    certificate.isEmpty() ? "certificate" : "key",
                    "missing; HTTPS needs both http.tls.certificate and http.tls.key, or none");
        }
        return certificate.flatMap(first -> key.map(second -> new TlsConfig(first, second)));
    }
}
