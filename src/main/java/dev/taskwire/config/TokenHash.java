package dev.taskwire.config;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/**
 * The SHA-256 of a token. Tokens are long and random, so that nobody finds one by trying, and a hash made for passwords
 * would only slow each request down.
 *
 * @param hex 64 hexadecimal digits; empty for the hash of nothing
 */
public record TokenHash(String hex) {
    private static final String PREFIX = "sha256:";

    /** The hash of a token. */
    public static TokenHash of(String token) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
            return new TokenHash(HexFormat.of().formatHex(digest));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every Java has SHA-256", missing);
        }
    }

    static TokenHash from(ConfigSection section) {
        Optional<Secret> text = section.secret(
                "hash",
                "(?i)" + PREFIX + "[0-9a-f]{64}",
                "sha256: and 64 hexadecimal digits, as taskwire token prints them (never the token itself)");
        if (text.isEmpty()) {
            section.problem("hash", "missing; make a token and its hash with taskwire token");
        }
        return new TokenHash(text.map(found -> found.value().toLowerCase(Locale.ROOT))
                .filter(found -> found.startsWith(PREFIX))
                .map(found -> found.substring(PREFIX.length()))
                .orElse(""));
    }

    /** Takes as long wherever the two differ. */
    public boolean isSame(TokenHash other) {
        return MessageDigest.isEqual(
                hex.getBytes(StandardCharsets.US_ASCII), other.hex.getBytes(StandardCharsets.US_ASCII));
    }

    /** As it stands in the configuration. */
    @Override
    public String toString() {
        return PREFIX + hex;
    }
}
