package dev.taskwire;

/**
 * One message of a batch.
 *
 * @param payload what it asks for
 * @param delivery what is known of it, and what may be done with it
 * @param <T> what the payload is read as
 */
public record Received<T>(T payload, Delivery delivery) {}
