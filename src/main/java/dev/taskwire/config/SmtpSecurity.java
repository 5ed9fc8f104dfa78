package dev.taskwire.config;

/** How a connection to an SMTP server is encrypted. Its certificate must be valid for the server's name. */
public enum SmtpSecurity {
    /** In the clear at first, then by STARTTLS before anything is said; a server that has none gets no mail. */
    STARTTLS,
    /** From the first byte. */
    TLS,
    /** Not at all, and nobody logs in. */
    NONE
}
