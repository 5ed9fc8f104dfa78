package dev.taskwire.worker;

/** How a notification ended in one of its channels. */
public enum Notified {
    /** It went. */
    SENT,
    /** It waits to be told together with others. */
    GATHERED,
    /** Its reader does not want it. */
    UNWANTED,
    /** Its reader caused it himself. */
    OWN,
    /** Its address is suppressed. */
    SUPPRESSED,
    /** It was sent before, by a message with the same dedup_key. */
    REPEATED
}
