package dev.taskwire.worker;

import java.time.Duration;

/**
 * What the loop of a worker needs to know.
 *
 * @param queue the queue's name
 * @param pollInterval how long an idle worker waits before it looks without being woken, give or take a quarter
 * @param stopDeadline how long a stop lets the work in hand go on
 */
public record WorkerSettings(String queue, Duration pollInterval, Duration stopDeadline) {}
