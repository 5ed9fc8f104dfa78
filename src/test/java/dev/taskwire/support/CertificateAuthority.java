package dev.taskwire.support;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;

/** An authority of a test's own, made by the tool that every JDK brings, and what it issues. */
public final class CertificateAuthority {
    private static final String PASSWORD = "changeit";

    private final Path folder;
    private final Path store;

    public CertificateAuthority(Path folder, String name) throws Exception {
        this.folder = folder;
        this.store = folder.resolve(name + ".p12");
        keytool("ca", "CN=" + name, List.of("-ext", "bc:c"));
    }

    /** The file that clients are to trust. */
    public Path file() throws Exception {
        return Files.writeString(folder.resolve(store.getFileName() + ".crt"), certificate("ca"));
    }

    /** Issues a certificate; extension is such as {@code SAN=ip:127.0.0.1}. */
    public void issue(String alias, String extension) throws Exception {
        keytool(alias, "CN=" + alias, List.of("-ext", extension, "-signer", "ca"));
    }

    public String certificate(String alias) throws GeneralSecurityException, IOException {
        return pem("CERTIFICATE", store().getCertificate(alias).getEncoded());
    }

    public String key(String alias) throws GeneralSecurityException, IOException {
        return pem("PRIVATE KEY", store().getKey(alias, PASSWORD.toCharArray()).getEncoded());
    }

    private KeyStore store() throws GeneralSecurityException, IOException {
        return KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
    }

    private static String pem(String kind, byte[] content) {
        return "-----BEGIN " + kind + "-----\n"
                + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                        .encodeToString(content)
                + "\n-----END " + kind + "-----\n";
    }

    private void keytool(String alias, String name, List<String> more) throws Exception {
        List<String> command = new ArrayList<>();
        Collections.addAll(
                command,
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair");
        Collections.addAll(command, "-alias", alias, "-dname", name, "-keyalg", "EC", "-storetype", "PKCS12");
        Collections.addAll(command, "-storepass", PASSWORD, "-keystore", store.toString());
        command.addAll(more);
        Program.run(command);
    }
}
