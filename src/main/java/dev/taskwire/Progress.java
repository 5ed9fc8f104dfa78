package dev.taskwire;

/**
 * How far a handler says that it is.
 *
 * @param fraction of the work, 0 to 1
 * @param note a few words for people; may be empty
 */
public record Progress(double fraction, String note) {}
