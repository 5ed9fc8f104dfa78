package dev.taskwire.config;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.EllipticCurve;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Optional;

/** The public half of the key that the mail provider signs with: of the curve P-256. */
public record WebhookKey(ECPublicKey key) {
    private static final BigInteger THREE = BigInteger.valueOf(3);

    /** Reads the base64 of a SubjectPublicKeyInfo, with or without the lines that make it PEM. */
    static Optional<WebhookKey> parse(String text) {
        String base64 = text.replaceAll("-----(BEGIN|END) PUBLIC KEY-----|\\s|\\\\n", "");
        try {
            byte[] encoded = Base64.getDecoder().decode(base64);
            return KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(encoded))
                                    instanceof ECPublicKey key
                            && isOfP256(key)
                    ? Optional.of(new WebhookKey(key))
                    : Optional.empty();
        } catch (IllegalArgumentException | GeneralSecurityException unreadable) {
            return Optional.empty();
        }
    }

    private static boolean isOfP256(ECPublicKey key) throws GeneralSecurityException {
        AlgorithmParameters named = AlgorithmParameters.getInstance("EC");
        named.init(new ECGenParameterSpec("secp256r1"));
        ECParameterSpec p256 = named.getParameterSpec(ECParameterSpec.class);
        ECParameterSpec given = key.getParams();
        return given.getCurve().equals(p256.getCurve())
                && given.getGenerator().equals(p256.getGenerator())
                && given.getOrder().equals(p256.getOrder())
                && isOnCurve(key.getW(), p256.getCurve());
    }

    private static boolean isOnCurve(ECPoint point, EllipticCurve curve) {
        if (point.equals(ECPoint.POINT_INFINITY)) {
            return false;
        }
        BigInteger prime = ((ECFieldFp) curve.getField()).getP();
        BigInteger x = point.getAffineX();
        BigInteger right = x.modPow(THREE, prime).add(curve.getA().multiply(x)).add(curve.getB());
        return point.getAffineY().pow(2).subtract(right).mod(prime).signum() == 0;
    }
}
