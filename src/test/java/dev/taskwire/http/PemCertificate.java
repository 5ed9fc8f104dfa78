package dev.taskwire.http;

import dev.taskwire.support.KeyStoreFile;
import java.nio.file.Path;
import java.util.List;

/** A certificate for localhost and its key as PEM. */
record PemCertificate(String certificate, String key) {
    static PemCertificate create(Path folder, String name, String algorithm) throws Exception {
        KeyStoreFile store = new KeyStoreFile(folder.resolve(name + ".p12"));
        store.generate(name, name, algorithm, List.of("-ext", "SAN=dns:localhost"));
        return new PemCertificate(store.certificate(name), store.key(name));
    }
}
