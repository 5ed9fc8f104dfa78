package dev.taskwire.http;

import static dev.taskwire.http.RawHttp.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.taskwire.config.TokenHash;
import dev.taskwire.http.RawHttp.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is let through, over real sockets. */
final class AccessIT {
    private static final String ALL = "every-role-0123456789-0123456789";
    private static final String ONE = "first-reader-0123456789-abcdefgh";
    private static final String NEXT = "second-reader-0123456789-abcdefg";

    @Test
    void eachTokenOpensWhatItsRolesAllowAndNothingElse() throws Exception {
        try (Door door = Door.open(Map.of(
                "api_token", ALL, "tokens", Map.of("old", token(ONE, "read"), "next", token(NEXT, "read, operate"))))) {
            assertThat(statuses(door, ALL)).containsExactly(200, 200, 200);
            assertThat(statuses(door, ONE)).containsExactly(403, 200, 403);
            assertThat(statuses(door, NEXT)).containsExactly(403, 200, 200);
            assertThat(statuses(door, ONE + "x")).containsExactly(401, 401, 401);
            assertThat(statuses(door, ONE.substring(0, ONE.length() - 1))).containsExactly(401, 401, 401);
            assertThat(call(door.port(), "GET /enqueue", "Authorization: Bearer " + ONE)
                            .text())
                    .contains("the token \\\"old\\\" lacks the role enqueue")
                    .contains("application/problem+json");
            assertThat(call(door.port(), "GET /read", "authorization: bearer " + ONE)
                            .text())
                    .endsWith("old");
        }
    }

    @Test
    void whoSendsNoTokenIsToldHow() throws Exception {
        try (Door door = Door.open(Map.of("api_token", ALL))) {
            Answer answer = call(door.port(), "GET /read");

            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.header("WWW-Authenticate")).contains("Bearer realm=\"taskwire\"");
            assertThat(answer.text()).contains("Authorization: Bearer");
            assertThat(call(door.port(), "GET /read", "Authorization: Basic " + ALL)
                            .status())
                    .isEqualTo(401);
        }
    }

    @Test
    void aHashOfAShortTokenOpensNothing() throws Exception {
        try (Door door = Door.open(Map.of("tokens", Map.of("weak", token("short", "read"))))) {
            assertThat(statuses(door, "short")).containsExactly(401, 401, 401);
        }
    }

    @Test
    void withoutATokenThisMachineMayReadAndNobodyElse() throws Exception {
        try (Door door = Door.open(Map.of())) {
            assertThat(call(door.port(), "GET /read").status()).isEqualTo(200);
            assertThat(call(door.port(), "GET /read", "Host: 127.0.0.1:8080").status())
                    .isEqualTo(200);
            assertThat(call(door.port(), "GET /read", "Host: [::1]:8080").status())
                    .isEqualTo(200);
            assertThat(call(door.port(), "GET /enqueue").text())
                    .contains("403")
                    .contains("set http.tokens or TASKWIRE_API_TOKEN");
            assertThat(call(door.port(), "GET /operate").status()).isEqualTo(403);
        }
    }

    @Test
    void aNameThatLeadsToThisMachineIsNotThisMachine() throws Exception {
        try (Door door = Door.open(Map.of())) {
            for (String host :
                    new String[] {"evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "10.0.0.1"}) {
                assertThat(call(door.port(), "GET /read", "Host: " + host).status())
                        .as(host)
                        .isEqualTo(403);
            }
            assertThat(call(door.port(), "GET /read", "X-Forwarded-For: 203.0.113.7")
                            .status())
                    .isEqualTo(403);
        }
    }

    @Test
    void withoutATokenNothingIsServedToOtherMachines() throws Exception {
        try (Door door = Door.open(Map.of("host", "0.0.0.0"))) {
            assertThat(call(door.port(), "GET /read").text()).contains("403").contains("only with a token");
        }
    }

    @Test
    void tooManyRequestsOfOneTokenAreToldToWaitAndOthersGoOn() throws Exception {
        Map<String, Object> slow = Map.of(
                "hash", TokenHash.of(ONE).toString(), "roles", "read", "rate", Map.of("per_second", 1, "burst", 3));
        try (Door door = Door.open(Map.of("tokens", Map.of("slow", slow, "other", token(NEXT, "read"))))) {
            for (int i = 0; i < 3; i++) {
                assertThat(read(door, ONE).status()).isEqualTo(200);
            }
            Answer answer = read(door, ONE);

            assertThat(answer.status()).isEqualTo(429);
            assertThat(answer.header("Retry-After")).contains("1");
            assertThat(answer.text()).contains("this token may send 1 requests a second");
            assertThat(read(door, NEXT).status()).isEqualTo(200);
            await().until(() -> read(door, ONE).status() == 200);
        }
    }

    @Test
    void whoFailsAgainAndAgainIsToldToWaitButARightTokenPasses() throws Exception {
        try (Door door = Door.open(Map.of("api_token", ALL))) {
            int last = 0;
            for (int i = 0; i < 25 && last != 429; i++) {
                last = read(door, "guess-number-" + i + "-0123456789").status();
            }

            assertThat(last).isEqualTo(429);
            assertThat(read(door, ALL).status()).isEqualTo(200);
        }
    }

    @Test
    void aSignedTokenOpensWhatItsClaimSays(@TempDir Path folder) throws Exception {
        for (Issuer issuer : new Issuer[] {Issuer.rsa(), Issuer.curve(), Issuer.edwards()}) {
            try (Door door = Door.open(Map.of("jwt", jwt(folder, issuer)))) {
                assertThat(statuses(door, issuer.token(Map.of("roles", List.of("read", "operate")))))
                        .as(issuer.algorithm())
                        .containsExactly(403, 200, 200);
                assertThat(statuses(door, issuer.token(Map.of("roles", "enqueue other"))))
                        .containsExactly(200, 403, 403);
                assertThat(statuses(door, issuer.token(Map.of()))).containsExactly(403, 403, 403);
            }
        }
    }

    @Test
    void aSignedTokenThatIsWrongInAnythingOpensNothing(@TempDir Path folder) throws Exception {
        Issuer issuer = Issuer.rsa();
        long now = Instant.now().getEpochSecond();
        try (Door door = Door.open(Map.of("jwt", jwt(folder, issuer)))) {
            for (String wrong : new String[] {
                issuer.token(Map.of("roles", "read", "exp", now - 60)),
                issuer.token(Map.of("roles", "read", "exp", "never")),
                issuer.token(Map.of("roles", "read", "nbf", now + 600)),
                issuer.token(Map.of("roles", "read", "iss", "https://other.example")),
                issuer.token(Map.of("roles", "read", "aud", "somebody")),
                issuer.withoutExpiry(Map.of("roles", "read")),
                issuer.unsigned(Map.of("roles", "read")),
                issuer.signedWithThePublicKey(Map.of("roles", "read")),
                Issuer.rsa().token(Map.of("roles", "read")),
                Issuer.curve().token(Map.of("roles", "read")),
                issuer.critical(Map.of("roles", "read")),
                issuer.otherKeyId(Map.of("roles", "read")),
                "a.b.c",
                "..",
                "eyJhbGciOiJub25lIn0.e30."
            }) {
                assertThat(read(door, wrong).status()).as(wrong).isIn(401, 429);
            }
            assertThat(read(door, issuer.token(Map.of("roles", "read", "exp", now - 10)))
                            .status())
                    .as("within the leeway")
                    .isEqualTo(200);
            String token = issuer.token(Map.of("roles", "read"));
            String other = issuer.token(Map.of("roles", "operate"));
            String mixed = token.substring(0, token.indexOf('.') + 1)
                    + other.substring(other.indexOf('.') + 1, other.lastIndexOf('.'))
                    + token.substring(token.lastIndexOf('.'));
            assertThat(read(door, mixed).status()).isIn(401, 429);
        }
    }

    @Test
    void keysAreReadAnewWhenTheirFileChangesAndABrokenFileKeepsThose(@TempDir Path folder) throws Exception {
        Issuer first = Issuer.rsa();
        Issuer second = Issuer.curve();
        Map<String, Object> jwt = jwt(folder, first);
        Path file = Path.of((String) jwt.get("jwks"));
        try (Door door = Door.open(Map.of("jwt", jwt))) {
            Files.writeString(file, "{\"keys\": [{\"kty\": \"oct\", \"k\": \"AAAA\"}]}");
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> door.access().trouble().isPresent());
            assertThat(door.access().trouble().orElseThrow()).contains("private or shared key");
            assertThat(read(door, first.token(Map.of("roles", "read"))).status())
                    .isEqualTo(200);

            Files.writeString(file, second.keys());
            await().atMost(Duration.ofSeconds(10))
                    .until(() ->
                            read(door, second.token(Map.of("roles", "read"))).status() == 200);
            assertThat(door.access().trouble()).isEmpty();
            assertThat(read(door, first.token(Map.of("roles", "read"))).status())
                    .isEqualTo(401);
        }
    }

    @Test
    void aFileWithoutAKeyStopsTheStart(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("empty.json"), "{\"keys\": []}");

        assertThatThrownBy(() -> Door.open(Map.of(
                                "jwt", Map.of("jwks", file.toString(), "issuer", Issuer.NAME, "audience", "taskwire")))
                        .close())
                .hasMessageContaining("no public key");
    }

    private static Map<String, Object> token(String token, String roles) {
        return Map.of("hash", TokenHash.of(token).toString(), "roles", roles);
    }

    private static Map<String, Object> jwt(Path folder, Issuer issuer) throws IOException {
        Path file = Files.writeString(folder.resolve(issuer.algorithm() + ".json"), issuer.keys());
        return Map.of("jwks", file.toString(), "issuer", Issuer.NAME, "audience", "taskwire");
    }

    private static Answer read(Door door, String token) throws IOException {
        return call(door.port(), "GET /read", "Authorization: Bearer " + token);
    }

    private static int[] statuses(Door door, String token) throws IOException {
        int[] statuses = new int[3];
        String[] paths = {"/enqueue", "/read", "/operate"};
        for (int i = 0; i < paths.length; i++) {
            statuses[i] = call(door.port(), "GET " + paths[i], "Authorization: Bearer " + token)
                    .status();
        }
        return statuses;
    }
}
