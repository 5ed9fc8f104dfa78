package dev.taskwire.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskwire.config.TaskwireConfig;
import dev.taskwire.support.SigningKey;
import io.vertx.core.buffer.Buffer;
import java.math.BigInteger;
import java.security.interfaces.ECPublicKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SignedRequestTest {
    private static final SigningKey SIGNING_KEY = SigningKey.make();
    private static final ECPublicKey KEY = publicKey(SIGNING_KEY);
    private static final String TIME = "1800000000";
    private static final String BODY = "[{\"event\":\"delivered\",\"email\":\"zoë@example.com\"}]\r\n";

    @Test
    void whatWasSignedIsRight() {
        assertThat(request(TIME, sign(TIME, BODY), BODY).isSignedWith(KEY)).isTrue();
    }

    @Test
    void anotherTimeAnotherBodyOrAnotherKeyIsWrong() {
        String signature = sign(TIME, BODY);

        assertThat(request("1800000001", signature, BODY).isSignedWith(KEY)).isFalse();
        assertThat(request(TIME, signature, BODY.strip()).isSignedWith(KEY)).isFalse();
        assertThat(request(TIME, signature, BODY).isSignedWith(publicKey(SigningKey.make())))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no base64!",
                "AAAA",
                "MAYCAQACAQA=",
                "MCUCAQECIQD/////AAAAAP//////////vOb6racXnoTzucrC/GMlUQ=="
            })
    void aSignatureThatIsNoneIsWrong(String signature) {
        assertThat(request(TIME, signature, BODY).isSignedWith(KEY)).isFalse();
    }

    @Test
    void theSameContentSignedInAnotherWayIsTheSameRequest() {
        SignedRequest request = request(TIME, sign(TIME, BODY), BODY);
        SignedRequest turned = request(TIME, turned(request.signature()), BODY);

        assertThat(turned.signature()).isNotEqualTo(request.signature());
        assertThat(turned.isSignedWith(KEY)).isTrue();
        assertThat(turned.digest()).isEqualTo(request.digest());
        assertThat(request(TIME, request.signature(), "[]").digest()).isNotEqualTo(request.digest());
    }

    /** From (r, s) to (r, order - s), which is right for the same content: anybody can make it. */
    private static String turned(String signature) {
        byte[] der = Base64.getDecoder().decode(signature);
        int length = der[3];
        byte[] r = Arrays.copyOfRange(der, 4, 4 + length);
        byte[] s = Arrays.copyOfRange(der, 6 + length, der.length);
        byte[] other = KEY.getParams().getOrder().subtract(new BigInteger(s)).toByteArray();
        Buffer turned = Buffer.buffer()
                .appendByte((byte) 0x30)
                .appendByte((byte) (4 + r.length + other.length))
                .appendByte((byte) 2)
                .appendByte((byte) r.length)
                .appendBytes(r)
                .appendByte((byte) 2)
                .appendByte((byte) other.length)
                .appendBytes(other);
        return Base64.getEncoder().encodeToString(turned.getBytes());
    }

    private static String sign(String timestamp, String body) {
        return SIGNING_KEY.sign(timestamp, Buffer.buffer(body).getBytes());
    }

    private static SignedRequest request(String timestamp, String signature, String body) {
        Instant signedAt = Instant.ofEpochSecond(Long.parseLong(timestamp));
        return new SignedRequest(timestamp, signedAt, signature, Buffer.buffer(body));
    }

    private static ECPublicKey publicKey(SigningKey key) {
        Map<String, String> environment =
                Map.of("DATABASE_URL", "postgres://u:p@localhost/db", "SENDGRID_WEBHOOK_KEY", key.shown());
        return TaskwireConfig.from(Map.of(), environment)
                .mail()
                .sendGrid()
                .webhook()
                .key()
                .orElseThrow()
                .key();
    }
}
