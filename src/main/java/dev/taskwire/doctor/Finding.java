package dev.taskwire.doctor;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What a check has found.
 *
 * @param words what is so, in a sentence or several
 * @param remedies what to do, a sentence or a statement each; none where nothing is wrong
 */
record Finding(Verdict verdict, String words, List<String> remedies) {
    private static final int SHOWN_MOST = 5;

    static Finding ok(String words) {
        return new Finding(Verdict.OK, words, List.of());
    }

    static Finding skipped(String because) {
        return new Finding(Verdict.SKIPPED, because, List.of());
    }

    static Finding warning(String words, String... remedies) {
        return new Finding(Verdict.WARNING, words, List.of(remedies));
    }

    static Finding problem(String words, String... remedies) {
        return new Finding(Verdict.PROBLEM, words, List.of(remedies));
    }

    /** All of them as one: the worst verdict, and of many words the first. */
    static Finding of(List<Finding> findings, Finding ifNone) {
        if (findings.isEmpty()) {
            return ifNone;
        }
        String words = findings.stream()
                .limit(SHOWN_MOST)
                .map(Finding::words)
                .distinct()
                .collect(Collectors.joining("; "));
        String more = findings.size() > SHOWN_MOST ? "; and " + (findings.size() - SHOWN_MOST) + " more" : "";
        return new Finding(
                findings.stream().map(Finding::verdict).reduce(Verdict.OK, Verdict::worse),
                words + more,
                findings.stream()
                        .flatMap(finding -> finding.remedies().stream())
                        .filter(remedy -> !remedy.isEmpty())
                        .distinct()
                        .limit(SHOWN_MOST)
                        .toList());
    }
}
