package dev.taskwire.httpcall;

import dev.taskwire.config.Secret;
import io.vertx.core.json.Json;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Strikes out secrets: as they are, as JSON and URLs have them, and in base64, other text around them or none. */
final class Masking {
    private static final String MASK = "***";
    private static final String STANDARD = "whsec_";

    /** Of base64 with something before and behind it; less than that may be any word. */
    private static final int PART_SHORTEST = 6;

    /** How much of a secret at the end of a text that was cut off is struck out. */
    private static final int BEGINNING_SHORTEST = 4;

    private final List<String> shapes;

    Masking(Collection<Secret> secrets) {
        this.shapes = secrets.stream()
                .map(Secret::value)
                .flatMap(Masking::withItsKey)
                .flatMap(Masking::shapes)
                .distinct()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
    }

    String of(String text) {
        String masked = text;
        for (String shape : shapes) {
            masked = masked.replace(shape, MASK);
        }
        return masked;
    }

    /** Of a text that was cut off, perhaps within a secret. */
    String ofBeginning(String text) {
        String masked = of(text);
        return shapes.stream()
                .map(shape -> overlap(masked, shape))
                .max(Comparator.naturalOrder())
                .filter(length -> length >= BEGINNING_SHORTEST)
                .map(length -> masked.substring(0, masked.length() - length) + MASK)
                .orElse(masked);
    }

    private static int overlap(String text, String shape) {
        return IntStream.rangeClosed(1, Math.min(text.length(), shape.length() - 1))
                .filter(length -> text.regionMatches(text.length() - length, shape, 0, length))
                .max()
                .orElse(0);
    }

    private static Stream<String> withItsKey(String secret) {
        return secret.startsWith(STANDARD) ? Stream.of(secret, secret.substring(STANDARD.length())) : Stream.of(secret);
    }

    private static Stream<String> shapes(String secret) {
        String json = Json.encode(secret);
        Stream<String> plain = Stream.of(
                secret,
                json.substring(1, json.length() - 1),
                URLEncoder.encode(secret, StandardCharsets.UTF_8),
                secret.replace("/", "\\/"));
        Stream<String> encoded =
                Stream.concat(whole(secret), IntStream.range(0, 3).mapToObj(before -> within(secret, before)));
        return Stream.concat(
                plain,
                encoded.flatMap(text -> Stream.of(text, text.replace('+', '-').replace('/', '_'))));
    }

    private static Stream<String> whole(String secret) {
        return Stream.of(Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8)));
    }

    /** The part of base64 that is the same whatever stands before the secret, so many bytes beyond a group, and behind it. */
    private static String within(String secret, int before) {
        String padded = "\0".repeat(before) + secret;
        String encoded = Base64.getEncoder().withoutPadding().encodeToString(padded.getBytes(StandardCharsets.UTF_8));
        int from = before == 0 ? 0 : before + 1;
        int to = padded.length() % 3 == 0 ? encoded.length() : encoded.length() - 1;
        return to - from >= PART_SHORTEST ? encoded.substring(from, to) : secret;
    }
}
