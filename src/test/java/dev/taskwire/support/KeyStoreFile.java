package dev.taskwire.support;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Keys and certificates that a test makes for itself, with the tool that every JDK brings. */
public record KeyStoreFile(Path file) {
    public static final String PASSWORD = "changeit";

    /**
     * Makes a key and its certificate.
     *
     * @param more of keytool's own options, such as {@code -ext SAN=dns:localhost}
     */
    public void generate(String alias, String name, String algorithm, List<String> more)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair"));
        command.addAll(List.of("-alias", alias, "-dname", "CN=" + name, "-keyalg", algorithm));
        command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD, "-keystore", file.toString()));
        command.addAll(more);
        Program.run(command);
    }

    /** As PEM. */
    public String certificate(String alias) throws GeneralSecurityException, IOException {
        return pem("CERTIFICATE", open().getCertificate(alias).getEncoded());
    }

    /** As PEM. */
    public String key(String alias) throws GeneralSecurityException, IOException {
        return pem("PRIVATE KEY", open().getKey(alias, PASSWORD.toCharArray()).getEncoded());
    }

    private KeyStore open() throws GeneralSecurityException, IOException {
        return KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray());
    }

    private static String pem(String kind, byte[] content) {
        String base64 = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(content);
        return "-----BEGIN " + kind + "-----\n" + base64 + "\n-----END " + kind + "-----\n";
    }
}
