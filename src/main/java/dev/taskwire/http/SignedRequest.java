package dev.taskwire.http;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;

/**
 * A request whose sender has signed the time and the body.
 *
 * @param timestamp the time as it was sent, byte for byte
 * @param signedAt the same time
 * @param signature base64 of an ECDSA signature in DER
 * @param body as it was sent, byte for byte
 */
record SignedRequest(String timestamp, Instant signedAt, String signature, Buffer body) {
    /** Whether the signature is right: ECDSA with SHA-256 over the timestamp's text and the body. A millisecond or two. */
    boolean isSignedWith(PublicKey key) {
        try {
            Signature verifier = Signature.getInstance("SHA256withECDSA");
            verifier.initVerify(key);
            verifier.update(signedTime());
            verifier.update(body.getBytes());
            return verifier.verify(Base64.getDecoder().decode(signature));
        } catch (IllegalArgumentException | GeneralSecurityException malformed) {
            return false;
        }
    }

    /** Of what was signed, not of the signature: whoever has one signature can make another for the same content. */
    Buffer digest() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(signedTime());
            return Buffer.buffer(digest.digest(body.getBytes()));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every Java has SHA-256", missing);
        }
    }

    private byte[] signedTime() {
        return timestamp.getBytes(StandardCharsets.UTF_8);
    }
}
