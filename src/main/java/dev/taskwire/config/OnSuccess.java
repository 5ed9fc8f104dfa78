package dev.taskwire.config;

/** What becomes of a message whose work is done. */
public enum OnSuccess {
    DELETE,
    ARCHIVE
}
