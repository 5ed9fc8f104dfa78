package dev.taskwire.config;

/** A value that must never be printed: its text form is always the same. */
public record Secret(String value) {
    @Override
    public String toString() {
        return "****";
    }
}
