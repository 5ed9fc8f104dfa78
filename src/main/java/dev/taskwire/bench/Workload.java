package dev.taskwire.bench;

/** One thing that is measured. */
interface Workload {
    /** What it is called on the command line. */
    String name();

    /** Measures, and leaves the ground as it was found: empty queues, an empty log, no engine. Blocks. */
    Results measure(Ground ground) throws Exception;
}
