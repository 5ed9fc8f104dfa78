package dev.taskwire.chaos;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the statements that a client sends to Postgres on one connection, and tells when one of a name is under way:
 * prepared ones are known by the name that they were given when they were parsed.
 */
final class AnswerCutter {
    private static final int HEADER = 5;
    private static final int STARTUP_HEADER = 4;
    private static final byte PARSE = 'P';
    private static final byte BIND = 'B';

    private final Map<String, String> parsed = new HashMap<>();
    private Buffer rest = Buffer.buffer();
    private boolean started;

    /**
     * Takes what the client has sent.
     *
     * @return the comment that names the last statement among it that is to be executed, such as {@code queue.delete}
     */
    Optional<String> sent(Buffer data) {
        rest.appendBuffer(data);
        Optional<String> bound = Optional.empty();
        int at = 0;
        while (at + HEADER <= rest.length()) {
            int header = started ? 1 : 0;
            int end = at + header + rest.getInt(at + header);
            if (end > rest.length()) {
                break;
            }
            if (started && rest.getByte(at) == PARSE) {
                String name = text(at + HEADER);
                parsed.put(name, nameOf(text(at + HEADER + name.length() + 1)));
            } else if (started && rest.getByte(at) == BIND) {
                String portal = text(at + HEADER);
                String statement = parsed.getOrDefault(text(at + HEADER + portal.length() + 1), "");
                bound = statement.isEmpty() ? bound : Optional.of(statement);
            }
            started = true;
            at = end;
        }
        rest = rest.getBuffer(at, rest.length());
        return bound;
    }

    /** Whether what the server has sent ends with its readiness for more: the statement is over and committed. */
    static boolean isReady(Buffer answer) {
        int at = answer.length() - STARTUP_HEADER - 2;
        return at >= 0 && answer.getByte(at) == 'Z' && answer.getInt(at + 1) == HEADER;
    }

    private String text(int from) {
        int end = from;
        while (rest.getByte(end) != 0) {
            end++;
        }
        return new String(rest.getBytes(from, end), StandardCharsets.UTF_8);
    }

    /** Taskwire's statements begin with a comment that names them. */
    private static String nameOf(String statement) {
        String line = statement.lines().findFirst().orElse("");
        return line.startsWith("-- ") ? line.substring(3).strip() : "";
    }
}
