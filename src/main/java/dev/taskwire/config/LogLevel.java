package dev.taskwire.config;

/** How much is written to the log: each level and those after it. */
public enum LogLevel {
    TRACE,
    DEBUG,
    INFO,
    WARN,
    ERROR,
    OFF
}
