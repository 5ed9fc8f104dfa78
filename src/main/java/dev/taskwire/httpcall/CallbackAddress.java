package dev.taskwire.httpcall;

import dev.taskwire.config.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Where the answer to one attempt may come to later; signed, so that nobody can answer for another. Stateless. */
public final class CallbackAddress {
    /** The path of the API's operation; the job's id and the attempt follow. */
    public static final String PATH = "/api/http/callbacks/";

    private static final String ALGORITHM = "HmacSHA256";

    private final String publicUrl;
    private final Secret secret;

    /** @param publicUrl where endpoints reach this Taskwire, without a slash at its end */
    public CallbackAddress(String publicUrl, Secret secret) {
        this.publicUrl = publicUrl;
        this.secret = secret;
    }

    String of(long job, int attempt) {
        return publicUrl + PATH + job + "/" + attempt + "?signature=" + signature(job, attempt);
    }

    /** Whether this signature is the attempt's; takes equally long for any that is wrong. */
    public boolean isSigned(long job, int attempt, String signature) {
        return MessageDigest.isEqual(
                signature(job, attempt).getBytes(StandardCharsets.US_ASCII),
                signature.getBytes(StandardCharsets.UTF_8));
    }

    private String signature(long job, int attempt) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.value().getBytes(StandardCharsets.UTF_8), ALGORITHM));
            byte[] text = ("taskwire callback " + job + " " + attempt).getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(mac.doFinal(text));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
