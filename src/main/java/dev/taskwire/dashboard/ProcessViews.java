package dev.taskwire.dashboard;

/**
 * What is told of this process.
 *
 * @param system what it is made of
 * @param examination the doctor's report, as seen from here
 */
public record ProcessViews(SystemView system, Examination examination) {}
