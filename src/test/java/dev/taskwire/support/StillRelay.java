package dev.taskwire.support;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Stands between a client and a server that may stop in its tracks, as under SIGSTOP or behind a disk that hangs: it
 * takes what it is sent, answers nothing and, unlike a relay that sees the client go, closes nothing either.
 */
public final class StillRelay implements Closeable {
    private final String host;
    private final int serverPort;
    private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final Set<Socket> still = ConcurrentHashMap.newKeySet();

    public StillRelay(String host, int serverPort) throws IOException {
        this.host = host;
        this.serverPort = serverPort;
        begin(this::accept);
    }

    public int port() {
        return listening.getLocalPort();
    }

    /** From now on nothing comes of the connections that are there; new ones get through. */
    public void standStill() {
        still.addAll(sockets);
    }

    @Override
    public void close() throws IOException {
        listening.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = listening.accept();
            Socket server = new Socket(host, serverPort);
            sockets.addAll(List.of(client, server));
            begin(() -> pump(client, server));
            begin(() -> pump(server, client));
        }
    }

    private void pump(Socket from, Socket to) throws IOException {
        try {
            byte[] buffer = new byte[8192];
            InputStream in = from.getInputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (!still.contains(from)) {
                    to.getOutputStream().write(buffer, 0, read);
                }
            }
        } finally {
            if (!still.contains(from)) {
                to.close();
            }
        }
    }

    private static void begin(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException closed) {
                // The test is over, or the other side has gone.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private interface Work {
        void run() throws IOException;
    }
}
