package dev.taskwire.postgres;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;

/** Files of certificates and keys, read when the configuration is, so that a wrong one is told at once. */
final class PemFile {
    private PemFile() {}

    /** @throws IllegalArgumentException if the file is not there or holds no certificate */
    static Path certificates(String parameter, String file) {
        Path path = Path.of(file);
        try {
            byte[] content = read(parameter, path);
            if (CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(content))
                    .isEmpty()) {
                throw new IllegalArgumentException(parameter + ": " + path + " holds no certificate (PEM)");
            }
            return path;
        } catch (CertificateException unreadable) {
            throw new IllegalArgumentException(parameter + ": " + path + " holds no certificate (PEM)", unreadable);
        }
    }

    static byte[] read(String parameter, Path path) {
        try {
            return Files.readAllBytes(path);
        } catch (IOException unreadable) {
            throw new IllegalArgumentException(
                    parameter + ": " + path + " cannot be read: name a file that is there, in PEM", unreadable);
        }
    }
}
