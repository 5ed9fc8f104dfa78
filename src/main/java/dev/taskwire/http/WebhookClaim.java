package dev.taskwire.http;

import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A webhook whose headers are in order.
 *
 * @param id what its sender calls it, the same at each try: a key against doing it twice. Empty where nothing is signed
 * @param verification of the body
 */
public record WebhookClaim(Optional<String> id, Consumer<Buffer> verification) {
    /**
     * Verifies the body, byte for byte as it came.
     *
     * @throws ProblemException 401 where it is not what was signed, 409 where it was taken before
     */
    void verify(Buffer body) {
        verification.accept(body);
    }
}
