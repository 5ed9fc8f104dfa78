package dev.taskwire.http;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Somebody who signs tokens with a key that he has made. */
record Issuer(String algorithm, String signer, KeyPair pair, String keyId) {
    static final String NAME = "https://issuer.example";

    static Issuer rsa() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        return new Issuer(
                "RS256",
                "SHA256withRSA",
                generator.generateKeyPair(),
                UUID.randomUUID().toString());
    }

    static Issuer curve() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return new Issuer(
                "ES256",
                "SHA256withECDSAinP1363Format",
                generator.generateKeyPair(),
                UUID.randomUUID().toString());
    }

    static Issuer edwards() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
        return new Issuer(
                "EdDSA",
                "Ed25519",
                generator.generateKeyPair(),
                UUID.randomUUID().toString());
    }

    /** The file of public keys. */
    String keys() {
        JsonObject key = new JsonObject().put("kid", keyId).put("use", "sig");
        if (pair.getPublic() instanceof RSAPublicKey rsa) {
            key.put("kty", "RSA").put("n", number(rsa.getModulus(), 256)).put("e", number(rsa.getPublicExponent(), 3));
        } else if (pair.getPublic() instanceof ECPublicKey curve) {
            key.put("kty", "EC")
                    .put("crv", "P-256")
                    .put("x", number(curve.getW().getAffineX(), 32))
                    .put("y", number(curve.getW().getAffineY(), 32));
        } else {
            byte[] encoded = pair.getPublic().getEncoded();
            key.put("kty", "OKP")
                    .put("crv", "Ed25519")
                    .put("x", base64(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length)));
        }
        return new JsonObject().put("keys", new JsonArray().add(key)).encode();
    }

    /** Right in everything but what these claims say. */
    String token(Map<String, Object> claims) throws GeneralSecurityException {
        return signed(new JsonObject().put("alg", algorithm).put("kid", keyId), claims(claims));
    }

    String withoutExpiry(Map<String, Object> claims) throws GeneralSecurityException {
        JsonObject without = claims(claims);
        without.remove("exp");
        return signed(new JsonObject().put("alg", algorithm), without);
    }

    String critical(Map<String, Object> claims) throws GeneralSecurityException {
        return signed(new JsonObject().put("alg", algorithm).put("crit", new JsonArray().add("b64")), claims(claims));
    }

    String otherKeyId(Map<String, Object> claims) throws GeneralSecurityException {
        return signed(new JsonObject().put("alg", algorithm).put("kid", "other"), claims(claims));
    }

    String unsigned(Map<String, Object> claims) {
        return input(new JsonObject().put("alg", "none"), claims(claims)) + ".";
    }

    /** As if the public key were a shared secret. */
    String signedWithThePublicKey(Map<String, Object> claims) throws GeneralSecurityException {
        String input = input(new JsonObject().put("alg", "HS256").put("kid", keyId), claims(claims));
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(pair.getPublic().getEncoded(), "HmacSHA256"));
        return input + "." + base64(mac.doFinal(input.getBytes(StandardCharsets.US_ASCII)));
    }

    private static JsonObject claims(Map<String, Object> claims) {
        return new JsonObject()
                .put("iss", NAME)
                .put("aud", new JsonArray().add("taskwire"))
                .put("sub", "ada")
                .put("exp", Instant.now().plusSeconds(60).getEpochSecond())
                .mergeIn(new JsonObject(claims));
    }

    private String signed(JsonObject header, JsonObject claims) throws GeneralSecurityException {
        String input = input(header, claims);
        Signature signature = Signature.getInstance(signer);
        signature.initSign(pair.getPrivate());
        signature.update(input.getBytes(StandardCharsets.US_ASCII));
        return input + "." + base64(signature.sign());
    }

    private static String input(JsonObject header, JsonObject claims) {
        return base64(header.encode().getBytes(StandardCharsets.UTF_8)) + "."
                + base64(claims.encode().getBytes(StandardCharsets.UTF_8));
    }

    private static String number(BigInteger number, int bytes) {
        byte[] signed = number.toByteArray();
        byte[] plain = new byte[bytes];
        int length = Math.min(signed.length, bytes);
        System.arraycopy(signed, signed.length - length, plain, bytes - length, length);
        return base64(plain);
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
