package dev.taskwire.schedule;

/** Is told of alarms, of each by one process. Called on an event loop: it must neither block nor throw. */
public interface Alarms {
    /** A schedule had no success in time. */
    void raised(Alarm alarm);

    /** It has had one since, or is gone. */
    void over(Alarm alarm);
}
