package dev.taskwire.http;

import dev.taskwire.config.InvalidConfigException;
import dev.taskwire.config.JwtConfig;
import dev.taskwire.config.RateConfig;
import dev.taskwire.config.Role;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Tokens that an issuer has signed, by the issuer's public keys, which are read anew when their file changes. Which
 * algorithm a token may name is said by the keys alone, and all of them are asymmetric.
 */
final class JwtKeys {
    private static final int NAME_LONGEST = 100;

    private final JwtConfig config;
    private final RateConfig rate;
    private final Vertx vertx;
    private final WatchedFiles file;
    private volatile JWTAuth keys;

    private JwtKeys(Vertx vertx, JwtConfig config, RateConfig rate) {
        this.vertx = vertx;
        this.config = config;
        this.rate = rate;
        this.file = new WatchedFiles("the keys of http.jwt.jwks", List.of(config.jwks()), this::take);
        this.keys = verifier(file.first().get(0));
    }

    /**
     * Reads the file, and watches it from then on.
     *
     * @throws InvalidConfigException if it holds no key that can be used
     */
    static JwtKeys open(Vertx vertx, JwtConfig config, RateConfig rate) {
        try {
            JwtKeys opened = new JwtKeys(vertx, config, rate);
            opened.file.watch(vertx);
            return opened;
        } catch (IllegalArgumentException | UncheckedIOException unusable) {
            throw new InvalidConfigException(
                    List.of("http.jwt.jwks: " + config.jwks() + " cannot be used: " + unusable.getMessage()));
        }
    }

    Optional<String> trouble() {
        return file.trouble();
    }

    /** Whose token it is, if its signature, times, issuer and audience are right. */
    Optional<Caller> caller(String token) {
        if (!isJwt(token)) {
            return Optional.empty();
        }
        Future<User> user = Future.succeededFuture(new TokenCredentials(token)).compose(keys::authenticate);
        return user.succeeded() && user.result().attributes().getValue("exp") instanceof Number
                ? Optional.of(caller(user.result().principal(), user.result()))
                : Optional.empty();
    }

    private Caller caller(JsonObject claims, User user) {
        String subject = String.valueOf(user.attributes().getValue("sub")).replaceAll("[^!-~]", "?");
        String name = subject.length() > NAME_LONGEST ? subject.substring(0, NAME_LONGEST) : subject;
        return new Caller("jwt:" + name, roles(claims), rate);
    }

    private Set<Role> roles(JsonObject claims) {
        Object value = claims;
        for (String part : config.rolesClaim().split("\\.", -1)) {
            value = value instanceof JsonObject object ? object.getValue(part) : null;
        }
        Stream<String> words = value instanceof JsonArray array
                ? array.stream().map(String::valueOf)
                : value instanceof String text ? Stream.of(text.split("[ ,]+", -1)) : Stream.empty();
        Set<String> given = words.collect(Collectors.toSet());
        return Stream.of(Role.values())
                .filter(role -> given.contains(role.name().toLowerCase(Locale.ROOT)))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Three parts, the signature among them, and nothing critical that is not known here. */
    private static boolean isJwt(String token) {
        String[] parts = token.split("\\.", -1);
        if (parts.length != 3 || parts[2].isEmpty()) {
            return false;
        }
        try {
            return !new JsonObject(Buffer.buffer(Base64.getUrlDecoder().decode(parts[0]))).containsKey("crit");
        } catch (RuntimeException malformed) {
            return false;
        }
    }

    private Future<Void> take(List<Buffer> contents) {
        keys = verifier(contents.get(0));
        return Future.succeededFuture();
    }

    private JWTAuth verifier(Buffer jwks) {
        JWTAuthOptions options = new JWTAuthOptions()
                .setJWTOptions(new JWTOptions()
                        .setIssuer(config.issuer())
                        .setAudience(List.of(config.audience()))
                        .setLeeway((int) config.leeway().toSeconds()));
        Jwks.publicKeys(jwks).forEach(options::addJwk);
        return JWTAuth.create(vertx, options);
    }
}
