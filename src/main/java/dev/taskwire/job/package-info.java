/**
 * The built-in jobs: a day's statistics, reports, the clean-up, the health check. A job is a message {@code {"job": name}} on
 * one of its queues; schedules send them, and so may anybody.
 *
 * <pre>
 *   JobHandler ── by name ──▶ DailyStats, Report, WeeklyCleanup, HealthCheck
 * </pre>
 *
 * <p>What always holds: a job may be done again, by hand or since its message came back, and its effect is there once. Which
 * day or week it is about follows from the message, not from the moment at which it is worked on. What is work on rows is done
 * by one SQL function in one transaction.
 *
 * <p>Internal: no part of the public API, and may change at any time.
 */
@NullMarked
@CheckReturnValue
package dev.taskwire.job;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
