package dev.taskwire.postgres;

import dev.taskwire.config.InvalidConfigException;
import dev.taskwire.config.Secret;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.TrustOptions;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.TrustManagerFactory;
import org.postgresql.ssl.DefaultJavaSSLFactory;

/** A database URL, in the forms that Vert.x and JDBC want. Its text form names no password. */
public final class DatabaseAddress {
    private static final Pattern FORM = Pattern.compile(
            "postgres(?:ql)?://(?:(?<user>[^:@/]+)(?::[^@/]*)?@)?[^/?#]+(?:/(?<database>[^/?#]+))?(?:\\?[^#]*)?");

    /** Longer than any migration's statement should take, and an end to waiting for a server that has gone silent. */
    private static final Duration SILENCE_MOST = Duration.ofMinutes(10);

    private static final Duration CONNECT_MOST = Duration.ofSeconds(5);

    private final PgConnectOptions options;

    private DatabaseAddress(PgConnectOptions options) {
        this.options = options;
    }

    /** As {@link #parse(String, Secret)}, for {@code database.url}. */
    public static DatabaseAddress parse(Secret url) {
        return parse("database.url", url);
    }

    /**
     * Understands {@code postgres://user:password@host:port/database?sslmode=…}.
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
        try {
            return new DatabaseAddress(PgConnectOptions.fromUri(url.value()));
        } catch (IllegalArgumentException unreadable) {
            throw refused(key, "it cannot be read; a special character in the password is written with % and its code");
        }
    }

    private static InvalidConfigException refused(String key, String reason) {
        return new InvalidConfigException(
                List.of(key + ": expected postgres://user:password@host:port/database, but " + reason));
    }

    PgConnectOptions connectOptions() {
        PgConnectOptions copy = new PgConnectOptions(options);
        // The client encrypts nothing, and fails on the first connection, unless it has these too.
        return copy.getSslMode() == SslMode.DISABLE ? copy : copy.setSslOptions(encryption(copy.getSslMode()));
    }

    /** As in libpq, only the verifying modes ask who the server is; they trust what this Java trusts. */
    private static ClientSSLOptions encryption(SslMode mode) {
        return switch (mode) {
            case VERIFY_FULL -> verified().setHostnameVerificationAlgorithm("HTTPS");
            case VERIFY_CA -> verified().setHostnameVerificationAlgorithm("");
            default ->
                new ClientSSLOptions().setHostnameVerificationAlgorithm("").setTrustAll(true);
        };
    }

    private static ClientSSLOptions verified() {
        try {
            TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trusted.init((KeyStore) null);
            return new ClientSSLOptions().setTrustOptions(TrustOptions.wrap(trusted.getTrustManagers()[0]));
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException("what this Java trusts cannot be read", broken);
        }
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
        if (options.getSslMode() != SslMode.DISABLE) {
            properties.setProperty(
                    "sslmode",
                    options.getSslMode().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        }
        if (options.getSslMode() == SslMode.VERIFY_CA || options.getSslMode() == SslMode.VERIFY_FULL) {
            // Without it, the driver wants a certificate in a folder of the user's.
            properties.setProperty("sslfactory", DefaultJavaSSLFactory.class.getName());
        }
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
