package dev.taskwire.support;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Stands in front of a server as a pooler in transaction mode does: each client logs in to a session, which then serves
 * all of them in turn, a transaction at a time.
 */
public final class SessionSharingRelay implements Closeable {
    /** Logged in, and the last word of a login. */
    private static final Set<Integer> IS_NO_QUESTION = Set.of(0, 12);

    private final String host;
    private final int port;
    private final ServerSocket door;
    private final BlockingQueue<Socket> free = new LinkedBlockingQueue<>();
    private final List<Socket> open = new CopyOnWriteArrayList<>();

    public SessionSharingRelay(String host, int port) throws IOException {
        this.host = host;
        this.port = port;
        this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        inBackground(this::accept);
    }

    public int port() {
        return door.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        door.close();
        for (Socket socket : open) {
            socket.close();
        }
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = door.accept();
            open.add(client);
            inBackground(() -> serve(client));
        }
    }

    private void serve(Socket client) throws IOException, InterruptedException {
        DataInputStream fromClient = new DataInputStream(client.getInputStream());
        free.put(logIn(fromClient, client.getOutputStream()));
        @Nullable Socket held = null;
        while (true) {
            Said request = Said.read(fromClient);
            if (request.type == 'X') {
                client.close();
                return;
            }
            Socket server = held == null ? free.take() : held;
            request.passTo(server.getOutputStream());
            while (request.type != 'Q' && request.type != 'S') {
                request = Said.read(fromClient);
                request.passTo(server.getOutputStream());
            }
            held = server;
            if (answer(server, client.getOutputStream()) == 'I') {
                free.put(server);
                held = null;
            }
        }
    }

    private Socket logIn(DataInputStream fromClient, OutputStream toClient) throws IOException {
        Socket server = new Socket(host, port);
        open.add(server);
        int length = fromClient.readInt();
        DataOutputStream toServer = new DataOutputStream(server.getOutputStream());
        toServer.writeInt(length);
        toServer.write(fromClient.readNBytes(length - Integer.BYTES));
        DataInputStream fromServer = new DataInputStream(server.getInputStream());
        while (true) {
            Said said = Said.read(fromServer);
            said.passTo(toClient);
            if (said.type == 'Z') {
                return server;
            }
            if (said.type == 'R' && !IS_NO_QUESTION.contains(said.number())) {
                Said.read(fromClient).passTo(toServer);
            }
        }
    }

    /** Passes on what the server says until it is ready again; answers whether a transaction is open. */
    private static char answer(Socket server, OutputStream toClient) throws IOException {
        DataInputStream fromServer = new DataInputStream(server.getInputStream());
        while (true) {
            Said said = Said.read(fromServer);
            said.passTo(toClient);
            if (said.type == 'Z') {
                return (char) said.body[0];
            }
        }
    }

    /** One whole message. */
    private static final class Said {
        private final char type;
        private final byte[] body;

        private Said(char type, byte[] body) {
            this.type = type;
            this.body = body;
        }

        static Said read(DataInputStream from) throws IOException {
            char type = (char) from.readByte();
            return new Said(type, from.readNBytes(from.readInt() - Integer.BYTES));
        }

        int number() {
            return ByteBuffer.wrap(body).getInt();
        }

        void passTo(OutputStream to) throws IOException {
            ByteBuffer head =
                    ByteBuffer.allocate(1 + Integer.BYTES).put((byte) type).putInt(body.length + Integer.BYTES);
            to.write(head.array());
            to.write(body);
            to.flush();
        }
    }

    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    private static void inBackground(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException closed) {
                        // The client or the test has gone.
                    } catch (InterruptedException interrupted) {
                        Thread.currentThread().interrupt();
                    }
                },
                "session-sharing-relay");
        thread.setDaemon(true);
        thread.start();
    }
}
