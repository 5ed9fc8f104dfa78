package dev.taskwire.config;

/** What becomes of the times at which a schedule was to fire while nothing ran. */
public enum MissedPolicy {
    /** They are noted as missed. */
    SKIP,
    /** The latest is fired, the earlier ones are noted as missed. */
    ONCE,
    /** They are fired, spread out; of too many, the newest. */
    ALL
}
