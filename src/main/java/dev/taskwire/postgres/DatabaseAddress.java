package dev.taskwire.postgres;

import dev.taskwire.config.InvalidConfigException;
import dev.taskwire.config.Secret;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A database URL, in the forms that Vert.x and JDBC want. Its text form names no password. */
public final class DatabaseAddress {
    private static final Pattern FORM = Pattern.compile(
            "postgres(?:ql)?://(?:(?<user>[^:@/]+)(?::[^@/]*)?@)?[^/?#]+(?:/(?<database>[^/?#]+))?(?:\\?[^#]*)?");

    /** Longer than any migration's statement should take, and an end to waiting for a server that has gone silent. */
    private static final Duration SILENCE_MOST = Duration.ofMinutes(10);

    private static final Duration CONNECT_MOST = Duration.ofSeconds(5);

    private static final Set<String> ENCRYPTION = Set.of("sslmode", "sslrootcert", "sslcert", "sslkey");

    private final PgConnectOptions options;
    private final Encryption encryption;

    private DatabaseAddress(PgConnectOptions options, Encryption encryption) {
        this.options = options;
        this.encryption = encryption;
    }

    /** As {@link #parse(String, Secret)}, for {@code database.url}. */
    public static DatabaseAddress parse(Secret url) {
        return parse("database.url", url);
    }

    /**
     * Understands {@code postgres://user:password@host:port/database?sslmode=…}, with {@code sslrootcert}, {@code sslcert}
     * and {@code sslkey} as libpq has them. Reads the files that these name.
     *
     * @param key what the URL is called in the configuration
     * @throws InvalidConfigException if it cannot be understood; the message holds no password
     */
    public static DatabaseAddress parse(String key, Secret url) {
        Matcher parts = FORM.matcher(url.value());
        if (!parts.matches()) {
            throw refused(key, "it has another form");
        }
        if (parts.group("user") == null || parts.group("database") == null) {
            throw refused(key, "the " + (parts.group("user") == null ? "user" : "database") + " is missing");
        }
        PgConnectOptions options;
        Map<String, String> encryption = new HashMap<>();
        try {
            options = PgConnectOptions.fromUri(withoutEncryption(url.value(), encryption));
        } catch (IllegalArgumentException unreadable) {
            throw refused(key, "it cannot be read; a special character in the password is written with % and its code");
        }
        try {
            return new DatabaseAddress(options, Encryption.of(options.getHost(), encryption));
        } catch (IllegalArgumentException refused) {
            throw new InvalidConfigException(List.of(key + ": " + refused.getMessage()));
        }
    }

    /** The URL without what is said about encryption, which goes into the map. */
    private static String withoutEncryption(String url, Map<String, String> encryption) {
        int question = url.indexOf('?');
        if (question < 0) {
            return url;
        }
        List<String> others = new ArrayList<>();
        for (String parameter : url.substring(question + 1).split("&", -1)) {
            String[] parts = parameter.split("=", 2);
            if (parts.length == 2 && ENCRYPTION.contains(parts[0])) {
                encryption.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
            } else {
                others.add(parameter);
            }
        }
        return url.substring(0, question) + (others.isEmpty() ? "" : "?" + String.join("&", others));
    }

    private static InvalidConfigException refused(String key, String reason) {
        return new InvalidConfigException(
                List.of(key + ": expected postgres://user:password@host:port/database, but " + reason));
    }

    PgConnectOptions connectOptions() {
        PgConnectOptions copy = new PgConnectOptions(options).setSslMode(encryption.mode());
        // The client encrypts nothing, and fails on the first connection, unless it has these too.
        return encryption.mode() == SslMode.DISABLE ? copy : copy.setSslOptions(encryption.clientOptions());
    }

    String jdbcUrl() {
        String host = options.getHost().contains(":") ? "[" + options.getHost() + "]" : options.getHost();
        return "jdbc:postgresql://" + host + ":" + options.getPort() + "/" + options.getDatabase();
    }

    Properties jdbcProperties() {
        Properties properties = new Properties();
        properties.setProperty("user", options.getUser());
        if (options.getPassword() != null) {
            properties.setProperty("password", options.getPassword());
        }
        encryption.addTo(properties);
        properties.setProperty("ApplicationName", "taskwire migrate");
        properties.setProperty("connectTimeout", String.valueOf(CONNECT_MOST.toSeconds()));
        properties.setProperty("loginTimeout", String.valueOf(CONNECT_MOST.toSeconds()));
        properties.setProperty("socketTimeout", String.valueOf(SILENCE_MOST.toSeconds()));
        properties.setProperty("tcpKeepAlive", "true");
        return properties;
    }

    @Override
    public String toString() {
        return options.getHost() + ":" + options.getPort() + "/" + options.getDatabase();
    }
}
