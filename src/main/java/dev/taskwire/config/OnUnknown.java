package dev.taskwire.config;

/** What becomes of a mail of which nobody can say whether the provider took it. */
public enum OnUnknown {
    /** It is sent again: never missing, perhaps there twice. */
    RESEND,
    /** It is not sent again until a person says so. */
    HOLD,
    /** It is not sent again: never there twice, perhaps missing. */
    GIVE_UP
}
