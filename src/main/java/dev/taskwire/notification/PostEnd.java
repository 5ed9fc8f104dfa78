package dev.taskwire.notification;

import io.vertx.core.MultiMap;

/** How a POST ended. What that means is for whoever knows the server. */
sealed interface PostEnd {
    /**
     * The server answered.
     *
     * @param body its text or its beginning; empty where it could not be read, and where the status was enough
     */
    record Answered(int status, MultiMap headers, String body) implements PostEnd {}

    /** The time was over before anything was sent. */
    record TooLate() implements PostEnd {}

    /** There was no connection to send anything on. */
    record Unreached(Throwable cause) implements PostEnd {}

    /** The request could not be written to its end. */
    record Unwritten(Throwable cause) implements PostEnd {}

    /** The request was sent, or may have been, and nothing that can be understood came back. */
    record Unanswered(Throwable cause) implements PostEnd {}
}
