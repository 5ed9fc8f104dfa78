package dev.taskwire.doctor;

/** What a check comes to, from the best to the worst. */
public enum Verdict {
    OK,
    SKIPPED,
    WARNING,
    PROBLEM;

    /** As it is written for people and programs. */
    public String word() {
        return switch (this) {
            case OK -> "ok";
            case SKIPPED -> "skipped";
            case WARNING -> "warning";
            case PROBLEM -> "problem";
        };
    }

    Verdict worse(Verdict other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
