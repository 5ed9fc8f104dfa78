package dev.taskwire.chaos;

/** How many processes share the work of a test. */
enum FleetSize {
    ONE_PROCESS("one process", 1),
    TWO_PROCESSES("two processes", 2),
    THREE_PROCESSES("three processes", 3);

    private final String words;
    private final int processes;

    FleetSize(String words, int processes) {
        this.words = words;
        this.processes = processes;
    }

    int processes() {
        return processes;
    }

    @Override
    public String toString() {
        return words;
    }
}
