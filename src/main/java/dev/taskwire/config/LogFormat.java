package dev.taskwire.config;

/** How an event stands in the log. */
public enum LogFormat {
    /** A line for people, its facts behind it as keys and values. */
    TEXT,

    /** A JSON object, its facts among the fields. */
    JSON
}
