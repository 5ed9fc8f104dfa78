package dev.taskwire;

import io.vertx.core.json.JsonObject;
import java.time.Instant;

/**
 * What is known of a message beside its payload.
 *
 * @param queue the queue's name
 * @param id the message's number in its queue
 * @param attempt which attempt this is, from 1; deliveries that a stop or a crash has ended are none
 * @param enqueuedAt when the transaction that sent it began, by the database's clock
 * @param headers an empty object where the sender gave none
 */
public record MessageInfo(String queue, long id, int attempt, Instant enqueuedAt, JsonObject headers) {}
