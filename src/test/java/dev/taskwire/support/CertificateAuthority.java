package dev.taskwire.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;

/** An authority of a test's own, and what it issues. */
public final class CertificateAuthority {
    private final Path certificate;
    private final KeyStoreFile store;

    public CertificateAuthority(Path folder, String name) throws Exception {
        this.certificate = folder.resolve(name + ".p12.crt");
        this.store = new KeyStoreFile(folder.resolve(name + ".p12"));
        store.generate("ca", name, "EC", List.of("-ext", "bc:c"));
    }

    /** The file that clients are to trust. */
    public Path file() throws Exception {
        return Files.writeString(certificate, certificate("ca"));
    }

    /** Issues a certificate; extension is such as {@code SAN=ip:127.0.0.1}. */
    public void issue(String alias, String extension) throws Exception {
        store.generate(alias, alias, "EC", List.of("-ext", extension, "-signer", "ca"));
    }

    public String certificate(String alias) throws GeneralSecurityException, IOException {
        return store.certificate(alias);
    }

    public String key(String alias) throws GeneralSecurityException, IOException {
        return store.key(alias);
    }
}
