package dev.taskwire.config;

/** Which way mail goes out. */
public enum MailWay {
    /** By SendGrid's API. */
    SENDGRID,
    /** By an SMTP server. */
    SMTP,
    /** Not at all: into the log, for development. */
    LOG
}
