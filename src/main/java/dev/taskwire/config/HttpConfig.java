package dev.taskwire.config;

/**
 * The HTTP server.
 *
 * @param host the address to listen on
 * @param port the port; 0 takes a free one
 */
public record HttpConfig(String host, int port) {
    static HttpConfig from(ConfigSection section) {
        return new HttpConfig(
                section.matching("host", "127.0.0.1", "\\S+", "a host name or address"),
                section.wholeNumber("port", 8080, 0, 65535));
    }
}
