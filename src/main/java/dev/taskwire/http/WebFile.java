package dev.taskwire.http;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;

/**
 * A file that is served from memory.
 *
 * @param path under which it is served
 * @param type its media type
 * @param tag changes with its content
 * @param packed the same by gzip
 */
record WebFile(String path, String type, String tag, Buffer plain, Buffer packed) {
    private static final String FOLDER = "/taskwire/web/";

    /** Reads a file of the jar. */
    static WebFile read(String path, String name, String type) {
        try (InputStream file = WebFile.class.getResourceAsStream(FOLDER + name)) {
            if (file == null) {
                throw new IllegalStateException(name + " is not in this jar: build it with mvn package");
            }
            byte[] content = file.readAllBytes();
            return new WebFile(path, type, tag(content), Buffer.buffer(content), Buffer.buffer(packed(content)));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static String tag(byte[] content) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
            return '"' + HexFormat.of().formatHex(digest, 0, 12) + '"';
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java has SHA-256", missing);
        }
    }

    private static byte[] packed(byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(content);
        }
        return bytes.toByteArray();
    }
}
