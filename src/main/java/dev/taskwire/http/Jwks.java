package dev.taskwire.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The file of an issuer's public keys. */
final class Jwks {
    private static final Map<String, Set<String>> ALGORITHMS = Map.of(
            "RSA", Set.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
            "EC", Set.of("ES256", "ES384", "ES512"),
            "OKP", Set.of("EdDSA"));
    private static final Map<String, List<String>> NUMBERS =
            Map.of("RSA", List.of("n", "e"), "EC", List.of("x", "y"), "OKP", List.of("x"));
    private static final Map<String, String> CURVES = Map.of("P-256", "ES256", "P-384", "ES384", "P-521", "ES512");
    private static final int MODULUS_LEAST = 2048 / 8;

    private Jwks() {}

    /**
     * The keys for signatures, each with the one algorithm that it is for.
     *
     * @throws IllegalArgumentException if there is none, or a key that must not be there, with what is wrong
     */
    static List<JsonObject> publicKeys(Buffer file) {
        List<JsonObject> keys = array(file).stream()
                .map(key -> key instanceof JsonObject object ? object : new JsonObject())
                .filter(key -> "sig".equals(key.getValue("use", "sig")))
                .map(Jwks::publicKey)
                .toList();
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("it holds no public key for signatures (RSA, EC or Ed25519)");
        }
        return keys;
    }

    private static JsonArray array(Buffer file) {
        try {
            if (file.toJsonObject().getValue("keys") instanceof JsonArray keys) {
                return keys;
            }
        } catch (DecodeException | ClassCastException wrong) {
            // Falls through to the one sentence for both.
        }
        throw new IllegalArgumentException("it is no JSON Web Key Set: {\"keys\": […]}");
    }

    private static JsonObject publicKey(JsonObject key) {
        String kind = String.valueOf(key.getValue("kty"));
        if (key.containsKey("d") || key.containsKey("k")) {
            throw new IllegalArgumentException(
                    "it holds a private or shared key: here belong the issuer's public keys alone");
        }
        String algorithm = key.getValue("alg") instanceof String said ? said : usual(kind, key);
        if (!ALGORITHMS.getOrDefault(kind, Set.of()).contains(algorithm)) {
            throw new IllegalArgumentException("its key of kind " + kind + " with algorithm " + algorithm
                    + " cannot be used: RSA with RS or PS, EC with ES256, ES384 or ES512, OKP with EdDSA");
        }
        if (kind.equals("EC") && !algorithm.equals(usual(kind, key))) {
            throw new IllegalArgumentException("its key for " + algorithm + " is of another curve");
        }
        List<Integer> lengths = NUMBERS.getOrDefault(kind, List.of()).stream()
                .map(name -> length(key, name))
                .toList();
        if (kind.equals("RSA") && lengths.get(0) < MODULUS_LEAST) {
            throw new IllegalArgumentException("its RSA key is shorter than 2048 bits");
        }
        return part(key, "kid", "kty", "use", "crv", "n", "e", "x", "y").put("alg", algorithm);
    }

    /** What is not needed is not read either. */
    private static JsonObject part(JsonObject key, String... names) {
        JsonObject part = new JsonObject();
        Stream.of(names).filter(key::containsKey).forEach(name -> part.put(name, key.getValue(name)));
        return part;
    }

    private static String usual(String kind, JsonObject key) {
        return switch (kind) {
            case "RSA" -> "RS256";
            case "EC" -> CURVES.getOrDefault(String.valueOf(key.getValue("crv")), "none");
            case "OKP" -> "Ed25519".equals(key.getValue("crv")) ? "EdDSA" : "none";
            default -> "none";
        };
    }

    /** In bytes. */
    private static int length(JsonObject key, String name) {
        try {
            int length = Base64.getUrlDecoder()
                    .decode(String.valueOf(key.getValue(name, "")).replace("=", ""))
                    .length;
            if (length == 0) {
                throw new IllegalArgumentException("it is empty");
            }
            return length;
        } catch (IllegalArgumentException malformed) {
            throw new IllegalArgumentException("its key has no number in base64url under " + name, malformed);
        }
    }
}
