package dev.taskwire.config;

/** How this process is woken. Delivery never depends on a wake: the poll comes in any case. */
public enum WakeMode {
    /** By commits, except while there is so much to do that the workers look by themselves. */
    COALESCED,
    /** By every commit, unless another process has made the queue quiet. */
    ALWAYS,
    /** By nobody: it polls. */
    OFF
}
