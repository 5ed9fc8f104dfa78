package dev.taskwire.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Ports of loopback that nobody listens on, as far as can be known beforehand. */
final class FreePort {
    private FreePort() {}

    static boolean isFree(int port) {
        try (ServerSocket probe = probe(port)) {
            return probe.isBound();
        } catch (IOException taken) {
            return false;
        }
    }

    static int any() {
        try (ServerSocket probe = probe(0)) {
            return probe.getLocalPort();
        } catch (IOException none) {
            throw new UncheckedIOException("no port is free", none);
        }
    }

    private static ServerSocket probe(int port) throws IOException {
        return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
    }
}
