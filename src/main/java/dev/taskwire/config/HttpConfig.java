package dev.taskwire.config;

import java.util.Optional;

/**
 * The HTTP server.
 *
 * @param host the address to listen on
 * @param port the port; 0 takes a free one
 * @param apiToken opens what is not for everybody; where there is none, only this machine gets it
 */
public record HttpConfig(String host, int port, Optional<Secret> apiToken) {
    static HttpConfig from(ConfigSection section) {
        return new HttpConfig(
                section.matching("host", "127.0.0.1", "\\S+", "a host name or address"),
                section.wholeNumber("port", 8080, 0, 65535),
                section.secret("api_token"));
    }

    /** Whether only this machine can reach the server. */
    public boolean isOnLoopback() {
        return host.equals("localhost") || host.equals("::1") || host.equals("[::1]") || host.startsWith("127.");
    }
}
