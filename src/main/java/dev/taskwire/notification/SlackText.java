package dev.taskwire.notification;

/** Text as Slack wants it. */
final class SlackText {
    private static final int LONGEST = 3000;
    private static final String ELLIPSIS = "…";

    private SlackText() {}

    /**
     * The text with the three characters escaped that mean something to Slack, so that nobody's name is a link or calls
     * a whole channel. At most 3,000 characters, the escapes counted; what is longer ends in an ellipsis.
     */
    static String of(String text) {
        StringBuilder escaped = new StringBuilder();
        int complete = 0;
        for (int at = 0; at < text.length(); at = text.offsetByCodePoints(at, 1)) {
            escaped.append(escape(text.codePointAt(at)));
            if (escaped.length() > LONGEST) {
                return escaped.substring(0, complete) + ELLIPSIS;
            }
            if (escaped.length() <= LONGEST - ELLIPSIS.length()) {
                complete = escaped.length();
            }
        }
        return escaped.toString();
    }

    private static String escape(int character) {
        return switch (character) {
            case '&' -> "&amp;";
            case '<' -> "&lt;";
            case '>' -> "&gt;";
            default -> Character.toString(character);
        };
    }
}
