package dev.taskwire.cli;

/** For whom a command writes. */
enum OutputFormat {
    /** For people. */
    TABLE,
    /** For programs. */
    JSON
}
