package dev.taskwire.http;

import dev.taskwire.config.WebhookSecret;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * A signature of Standard Webhooks, version 1: HMAC-SHA-256 over id, time and body.
 *
 * @param id as it was sent
 * @param timestamp as it was sent
 * @param signatures {@code v1,BASE64}, several separated by spaces: a sender that changes its secret signs with both
 */
record StandardSignature(String id, String timestamp, String signatures) {
    private static final String VERSION = "v1,";
    private static final int SIGNATURES_MOST = 10;

    boolean isOf(Buffer body, WebhookSecret secret) {
        byte[] right = secret.sign(id, timestamp, body).getBytes(StandardCharsets.UTF_8);
        return Arrays.stream(signatures.split(" ", -1))
                .limit(SIGNATURES_MOST)
                .filter(signature -> signature.startsWith(VERSION))
                .map(signature -> signature.substring(VERSION.length()).getBytes(StandardCharsets.UTF_8))
                .anyMatch(given -> MessageDigest.isEqual(given, right));
    }
}
