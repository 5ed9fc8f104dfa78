package dev.taskwire.embedded;

import java.util.List;
import java.util.random.RandomGenerator;

/** Words for new tasks and new people. */
final class Vocabulary {
    private static final List<String> VERBS = List.of(
            "Fix", "Test", "Document", "Redesign", "Speed up", "Simplify", "Review", "Rename", "Measure", "Rebuild");

    private static final List<String> THINGS = List.of(
            "the password reset",
            "the invoice list",
            "the mobile menu",
            "the CSV import",
            "the audit trail",
            "the calendar sync",
            "the billing page",
            "the comment box",
            "the team overview",
            "the push messages",
            "the API examples",
            "the upload dialog",
            "the dark theme",
            "the weekly digest",
            "the tag filter",
            "the guest access");

    private static final List<String> FIRST_NAMES = List.of(
            "Nora", "Emil", "Leila", "Hugo", "Sofia", "Jonas", "Amara", "Felix", "Zoe", "Mateo", "Ella", "Ravi", "Lena",
            "Kofi", "Maja", "Theo");

    private static final List<String> LAST_NAMES = List.of(
            "Berg",
            "Costa",
            "Dubois",
            "Eriksen",
            "Fontana",
            "Gruber",
            "Hassan",
            "Ito",
            "Janssen",
            "Kowalski",
            "Lopez",
            "Mensah",
            "Novak",
            "Olsen",
            "Petrov",
            "Quist");

    private Vocabulary() {}

    static String taskTitle(RandomGenerator random) {
        return any(VERBS, random) + " " + any(THINGS, random);
    }

    static String personName(RandomGenerator random) {
        return any(FIRST_NAMES, random) + " " + any(LAST_NAMES, random);
    }

    private static String any(List<String> words, RandomGenerator random) {
        return words.get(random.nextInt(words.size()));
    }
}
