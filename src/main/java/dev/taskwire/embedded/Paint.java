package dev.taskwire.embedded;

/** The colours of a terminal, by what they stand for. */
enum Paint {
    TIME("\u001b[2m"),
    CHANGE("\u001b[36m"),
    BY_HAND("\u001b[1;36m"),
    LOG("\u001b[32m"),
    MAIL("\u001b[35m"),
    ROLLBACK("\u001b[33m"),
    WRONG("\u001b[1;31m"),
    TITLE("\u001b[1m");

    static final String OFF = "\u001b[0m";

    private final String code;

    Paint(String code) {
        this.code = code;
    }

    String code() {
        return code;
    }
}
