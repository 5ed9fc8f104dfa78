package dev.taskwire.notification;

import java.util.regex.Pattern;

/** Makes text that a user wrote fit for a place that holds one line: a subject, a name, a heading. */
final class SingleLine {
    private static final String ELLIPSIS = "…";
    private static final Pattern BREAKS = Pattern.compile("[\\p{Cc}\\p{Zl}\\p{Zp}]+");
    private static final Pattern GAPS = Pattern.compile("[\\p{Cc}\\p{Z}]+");
    private static final Pattern DIRECTION_MARKS =
            Pattern.compile("[\\x{061C}\\x{200E}\\x{200F}\\x{202A}-\\x{202E}\\x{2066}-\\x{2069}]");

    private SingleLine() {}

    /**
     * For a line that other text shares. Gaps of any kind become one space, and the marks that turn the direction of
     * what follows go; the letters of every script stay.
     *
     * @param longest how many code points the result may have, the ellipsis of a shortened one included
     */
    static String of(String text, int longest) {
        String unmarked = DIRECTION_MARKS.matcher(text).replaceAll("");
        return shortened(GAPS.matcher(unmarked).replaceAll(" ").strip(), longest);
    }

    /** For a line of its own: as {@link #of}, but spaces and marks of direction stay as they are. */
    static String alone(String text, int longest) {
        return shortened(BREAKS.matcher(text).replaceAll(" ").strip(), longest);
    }

    /** What a failure says, or what it is called where it says nothing. */
    static String of(Throwable failure, int longest) {
        String message = failure.getMessage();
        return of(message == null ? failure.getClass().getSimpleName() : message, longest);
    }

    private static String shortened(String text, int longest) {
        if (text.codePointCount(0, text.length()) <= longest) {
            return text;
        }
        int end = text.offsetByCodePoints(0, longest - ELLIPSIS.length());
        return text.substring(0, end).stripTrailing() + ELLIPSIS;
    }
}
