package dev.taskwire.worker;

import java.time.Duration;

/**
 * What the workers of a queue need to know.
 *
 * @param queue the queue's name
 * @param pollInterval how long idle workers wait before they look without being woken, give or take a quarter
 * @param stopDeadline how long a stop lets the work in hand go on
 * @param coalescesWakes whether busy workers make the queue quiet, so that its writers need not wake anybody
 */
public record WorkerSettings(String queue, Duration pollInterval, Duration stopDeadline, boolean coalescesWakes) {}
