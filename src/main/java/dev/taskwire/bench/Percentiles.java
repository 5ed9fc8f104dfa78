package dev.taskwire.bench;

/** What half, 95 and 99 of 100 do not exceed, in milliseconds. */
record Percentiles(double half, double most, double nearlyAll) {}
