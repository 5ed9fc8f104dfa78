package dev.taskwire.notification;

import io.vertx.core.Future;
import java.util.List;

/** Finds out, for messages of one type, who is to be told and what their templates are given. */
interface Filling {
    /**
     * Looks all of them up at once. Fails only for what may pass.
     *
     * @return one for each message, in their order
     */
    Future<List<Filled>> fill(List<Received> received);
}
