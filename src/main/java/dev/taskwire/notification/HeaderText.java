package dev.taskwire.notification;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Pattern;

/**
 * Text in the headers of a mail (RFC 2047). The mail client's own way to write it takes characters apart that are two in
 * Java, and puts names where a bracket in them means something.
 */
final class HeaderText {
    private static final Pattern PLAIN = Pattern.compile("[ -~]*");
    private static final String ENCODED = "=?";
    private static final String FOLD = "\r\n ";

    /** So many that a line with the longest header's name before them has less than 76 characters. */
    private static final int BYTES_MOST = 39;

    private HeaderText() {}

    /** @param line without line breaks, 900 characters at most where all of them are ASCII */
    static String of(String line) {
        return isPlain(line) ? line : encoded(line);
    }

    /** An address as From and To want it, the name in front if there is one. */
    static String of(String email, String name) {
        if (name.isEmpty()) {
            return email;
        }
        String quoted = '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + "\" <" + email + ">";
        return isPlain(name) ? quoted : encoded(name) + FOLD + "<" + email + ">";
    }

    /** What looks encoded is encoded, so that it is read as it was written. */
    private static boolean isPlain(String line) {
        return PLAIN.matcher(line).matches() && !line.contains(ENCODED);
    }

    private static String encoded(String line) {
        StringBuilder words = new StringBuilder();
        int begin = 0;
        while (begin < line.length()) {
            int end = endOfWord(line, begin);
            byte[] bytes = line.substring(begin, end).getBytes(StandardCharsets.UTF_8);
            words.append(begin == 0 ? "" : FOLD)
                    .append("=?UTF-8?B?")
                    .append(Base64.getEncoder().encodeToString(bytes))
                    .append("?=");
            begin = end;
        }
        return words.toString();
    }

    private static int endOfWord(String line, int begin) {
        int end = begin;
        int bytes = 0;
        while (end < line.length()) {
            int next = line.offsetByCodePoints(end, 1);
            bytes += line.substring(end, next).getBytes(StandardCharsets.UTF_8).length;
            if (bytes > BYTES_MOST) {
                return end;
            }
            end = next;
        }
        return end;
    }
}
