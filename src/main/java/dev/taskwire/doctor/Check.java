package dev.taskwire.doctor;

import io.vertx.core.Future;

/** Looks at one thing and changes nothing. */
interface Check {
    /** A short name, which stays the same from version to version. */
    String name();

    /** What it finds. Where it cannot look, its future fails, and the doctor finds words for that. */
    Future<Finding> look();
}
