package dev.taskwire.config;

/** Whether this process listens for wakes. Off leaves the poll alone; delivery never depends on a wake. */
public enum WakeMode {
    ALWAYS,
    OFF
}
