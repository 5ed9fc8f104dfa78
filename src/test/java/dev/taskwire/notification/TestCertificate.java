package dev.taskwire.notification;

import dev.taskwire.support.KeyStoreFile;
import io.vertx.core.net.PfxOptions;
import java.nio.file.Path;
import java.util.List;

/** A certificate that a test makes for itself. */
record TestCertificate(KeyStoreFile store) {
    /** @param name the host that it is for */
    static TestCertificate create(Path folder, String name) throws Exception {
        KeyStoreFile store = new KeyStoreFile(folder.resolve(name + ".p12"));
        store.generate(name, name, "EC", List.of("-ext", "SAN=dns:" + name));
        return new TestCertificate(store);
    }

    /** For a server that shows it, and for a client that trusts it. */
    PfxOptions options() {
        return new PfxOptions().setPath(store.file().toString()).setPassword(KeyStoreFile.PASSWORD);
    }
}
