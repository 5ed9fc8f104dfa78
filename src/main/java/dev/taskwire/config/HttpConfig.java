package dev.taskwire.config;

import java.util.Optional;

/**
 * The HTTP server.
 *
 * @param host the address to listen on
 * @param port the port; 0 takes a free one
 * @param pathPrefix under which a proxy asks that keeps it, such as /taskwire; empty where it takes it off
 * @param access who may do what
 * @param userSignup who may send the webhook of a sign-up
 * @param limits what one client can take of it
 * @param tls where it serves HTTPS
 * @param origins the other sites whose pages may call it
 */
public record HttpConfig(
        String host,
        int port,
        String pathPrefix,
        AccessConfig access,
        InboundWebhookConfig userSignup,
        HttpLimits limits,
        Optional<TlsConfig> tls,
        Origins origins) {
    static HttpConfig from(ConfigSection section) {
        return new HttpConfig(
                section.matching("host", "127.0.0.1", "\\S+", "a host name or address"),
                section.wholeNumber("port", 8080, 0, 65535),
                section.matching(
                        "path_prefix",
                        "",
                        "|(/[A-Za-z0-9._~-]+)+",
                        "a path such as /taskwire, without a slash at its end"),
                AccessConfig.from(section),
                section.section("webhooks", webhooks -> webhooks.section("user_signup", InboundWebhookConfig::from)),
                section.section("limits", HttpLimits::from),
                section.section("tls", TlsConfig::from),
                Origins.from(section));
    }

    /** Whether only this machine can reach the server. */
    public boolean isOnLoopback() {
        return isLoopback(host);
    }

    /** Whether a host's name or address, without a port, is this machine's for itself. */
    public static boolean isLoopback(String host) {
        return host.equalsIgnoreCase("localhost")
                || host.equals("::1")
                || host.equals("[::1]")
                || host.matches("127(\\.\\d{1,3}){1,3}");
    }
}
