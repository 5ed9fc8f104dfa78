package dev.taskwire.notification;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Text as Slack wants it. Its limits are counted in UTF-16 units with the escapes, which is never fewer than Slack counts;
 * what is longer ends in an ellipsis, and is cut neither within a character nor within an escape or a link.
 */
final class SlackText {
    /** The longest that any text may be. */
    static final int LONGEST = 3000;

    private static final String ELLIPSIS = "…";
    private static final int ESCAPE_LONGEST = 5;
    private static final Pattern ADDRESS = Pattern.compile("https?://[^\\s<>|]+");

    private SlackText() {}

    /**
     * For a place where nothing but Slack's own sequences in angle brackets could be read as more than text: its three
     * characters are escaped, so that nobody's name is a link or calls a whole channel.
     */
    static String plain(String text, int longest) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(character -> escaped.append(escape(character)));
        return cut(escaped.toString(), longest);
    }

    /**
     * For a place where markup is read: what is given looks as it was written, and marks nothing up. A character that
     * would gives way to one that looks like it; where all of it is a web address, to its percent code, so that the
     * address stays one.
     */
    static String withoutMarkup(String text) {
        boolean isAddress = ADDRESS.matcher(text).matches();
        StringBuilder harmless = new StringBuilder(text.length() + 16);
        for (int at = 0; at < text.length(); at = text.offsetByCodePoints(at, 1)) {
            int character = text.codePointAt(at);
            if (isAddress) {
                harmless.append(inAddress(character));
            } else {
                harmless.append(character == '_' && isWithinAWord(text, at) ? "_" : lookingAlike(character));
            }
        }
        return harmless.toString();
    }

    /** Shortens text in which angle brackets and ampersands are Slack's. */
    static String cut(String markup, int longest) {
        if (markup.length() <= longest) {
            return markup;
        }
        int end = 0;
        for (int next = 0; next <= longest - ELLIPSIS.length(); next = endOfPiece(markup, next)) {
            end = next;
        }
        return markup.substring(0, end).stripTrailing() + ELLIPSIS;
    }

    private static int endOfPiece(String markup, int at) {
        int character = markup.codePointAt(at);
        if (character == '<' || character == '&') {
            int end = markup.indexOf(character == '<' ? '>' : ';', at);
            boolean isWhole = end >= 0 && (character == '<' || end - at < ESCAPE_LONGEST);
            return isWhole ? end + 1 : at + 1;
        }
        return at + Character.charCount(character);
    }

    private static String escape(int character) {
        return switch (character) {
            case '&' -> "&amp;";
            case '<' -> "&lt;";
            case '>' -> "&gt;";
            default -> Character.toString(character);
        };
    }

    private static String lookingAlike(int character) {
        return switch (character) {
            case '*' -> "∗";
            case '_' -> "ˍ";
            case '~' -> "∼";
            case '`' -> "ˋ";
            default -> escape(character);
        };
    }

    private static String inAddress(int character) {
        return switch (character) {
            case '*', '_', '~', '`' -> "%" + Integer.toHexString(character).toUpperCase(Locale.ROOT);
            default -> escape(character);
        };
    }

    /** As in daily_stats, which Slack leaves alone. */
    private static boolean isWithinAWord(String text, int at) {
        return at > 0 && at + 1 < text.length() && isOfAWord(text.charAt(at - 1)) && isOfAWord(text.charAt(at + 1));
    }

    private static boolean isOfAWord(char character) {
        return (character >= '0' && character <= '9')
                || (character >= 'A' && character <= 'Z')
                || (character >= 'a' && character <= 'z');
    }
}
