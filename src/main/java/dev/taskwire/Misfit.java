package dev.taskwire;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Why a payload is not what is wanted.
 *
 * @param reason all of it in one sentence, of a length that is bounded
 * @param violations each by itself
 */
record Misfit(String reason, List<Violation> violations) {
    /** So many are listed at the most. */
    static final int LISTED_MOST = 20;

    private static final int LONGEST = 300;

    /** One thing that is wrong with the payload as a whole. */
    static Misfit of(String reason) {
        String bounded = shortened(reason, 10 * LONGEST);
        return new Misfit(bounded, List.of(new Violation("", bounded)));
    }

    /** @param subject whose violations these are, as the beginning of a sentence */
    static Misfit of(String subject, List<Violation> violations) {
        List<Violation> listed = violations.stream()
                .limit(LISTED_MOST)
                .map(one -> new Violation(shortened(one.pointer(), LONGEST), shortened(one.reason(), LONGEST)))
                .toList();
        String more = violations.size() > LISTED_MOST ? "; and more" : "";
        return new Misfit(
                subject + ": " + listed.stream().map(Violation::toString).collect(Collectors.joining("; ")) + more,
                listed);
    }

    private static String shortened(String text, int longest) {
        return text.codePointCount(0, text.length()) <= longest
                ? text
                : text.substring(0, text.offsetByCodePoints(0, longest)) + "…";
    }
}
