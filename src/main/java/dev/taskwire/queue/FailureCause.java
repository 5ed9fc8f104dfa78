package dev.taskwire.queue;

import java.util.regex.Pattern;

/**
 * What the reasons of failures of one kind have in common: the reason without what differs from message to message, so
 * that a thousand failures become a few lines.
 */
public final class FailureCause {
    /** In code points, so that a cause fits into a line of a list and into an index. */
    static final int LONGEST = 200;

    /** What comes later in a reason does not take part; this also bounds the work on it. */
    private static final int READ_MOST = 2_000;

    private static final Pattern UUID = Pattern.compile("(?i)(?<![0-9a-f-])[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static final Pattern ADDRESS =
            Pattern.compile("[\\p{L}\\p{N}.!#$%&*+/=?^_{|}~-]{1,64}@[\\p{L}\\p{N}][\\p{L}\\p{N}.-]{0,253}(?<![.-])");

    /** An apostrophe within a word opens nothing. */
    private static final Pattern QUOTED = Pattern.compile(
            "\"[^\"]*\"|“[^”]*”|„[^“”]*[“”]|«[^»]*»|`[^`]*`|(?<![\\p{L}\\p{N}])[‘'][^'’]*['’](?![\\p{L}\\p{N}])");

    private static final Pattern TIME = Pattern.compile(
            "\\d{4}-\\d\\d-\\d\\d(?:[T ]\\d\\d:\\d\\d(?::\\d\\d(?:\\.\\d+)?)?(?:Z|[+-]\\d\\d(?::?\\d\\d)?)?)?");

    /** Not the digits of a code such as 22P02, nor the status of an HTTP answer: those are the cause itself. */
    private static final Pattern NUMBER = Pattern.compile(
            "(?<!(?:answered|HTTP|status) )(?<![\\p{L}\\d_.])[-+]?\\d+(?:[.,:]\\d+)*+(?!\\p{L}{0,9}\\d)");

    private static final Pattern GAPS = Pattern.compile("[\\p{Cc}\\p{Z}]+");

    private FailureCause() {}

    /** The cause of a reason; the same for reasons that differ in ids, addresses, numbers, times and quoted text alone. */
    public static String of(String reason) {
        String text = GAPS.matcher(shortened(reason, READ_MOST)).replaceAll(" ").strip();
        text = QUOTED.matcher(text).replaceAll("<text>");
        text = UUID.matcher(text).replaceAll("<id>");
        text = ADDRESS.matcher(text).replaceAll("<address>");
        text = TIME.matcher(text).replaceAll("<time>");
        text = NUMBER.matcher(text).replaceAll("<n>");
        return shortened(text, LONGEST).strip();
    }

    private static String shortened(String text, int longest) {
        return text.codePointCount(0, text.length()) <= longest
                ? text
                : text.substring(0, text.offsetByCodePoints(0, longest));
    }
}
