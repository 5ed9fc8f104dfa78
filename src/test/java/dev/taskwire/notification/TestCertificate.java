package dev.taskwire.notification;

import dev.taskwire.support.Program;
import io.vertx.core.net.PfxOptions;
import java.nio.file.Path;
import java.util.List;

/** A certificate that a test makes for itself, with the tool that every JDK brings. */
final class TestCertificate {
    private static final String PASSWORD = "changeit";

    private final Path store;

    private TestCertificate(Path store) {
        this.store = store;
    }

    /** @param name the host that it is for */
    static TestCertificate create(Path folder, String name) throws Exception {
        Path store = folder.resolve(name + ".p12");
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        Program.run(List.of(
                keytool.toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + name,
                "-ext",
                "SAN=dns:" + name,
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                store.toString()));
        return new TestCertificate(store);
    }

    /** For a server that shows it, and for a client that trusts it. */
    PfxOptions options() {
        return new PfxOptions().setPath(store.toString()).setPassword(PASSWORD);
    }
}
