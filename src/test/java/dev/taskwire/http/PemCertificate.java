package dev.taskwire.http;

import dev.taskwire.support.Program;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;

/** A certificate and its key as PEM, that a test makes for itself with the tool that every JDK brings. */
record PemCertificate(String certificate, String key) {
    private static final String PASSWORD = "changeit";

    static PemCertificate create(Path folder, String name, String algorithm) throws Exception {
        Path store = folder.resolve(name + ".p12");
        Program.run(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                algorithm,
                "-dname",
                "CN=" + name,
                "-ext",
                "SAN=dns:localhost",
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                store.toString()));
        KeyStore opened = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            opened.load(in, PASSWORD.toCharArray());
        }
        String alias = opened.aliases().nextElement();
        return new PemCertificate(
                pem("CERTIFICATE", opened.getCertificate(alias).getEncoded()),
                pem("PRIVATE KEY", opened.getKey(alias, PASSWORD.toCharArray()).getEncoded()));
    }

    private static String pem(String kind, byte[] content) {
        String base64 = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(content);
        return "-----BEGIN " + kind + "-----\n" + base64 + "\n-----END " + kind + "-----\n";
    }
}
