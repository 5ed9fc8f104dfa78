package dev.taskwire.config;

import java.time.Duration;
import java.util.Optional;

/**
 * How the mails of one type go out.
 *
 * @param onUnknown what becomes of a mail of which nobody can say whether it was sent
 * @param template the id of a dynamic template of SendGrid's that stands in for the templates html and text
 * @param together how many mails of the same words may go in one request
 * @param digest how long mails for one reader are gathered into one; zero where each goes by itself
 */
public record SendingConfig(OnUnknown onUnknown, Optional<String> template, int together, Duration digest) {
    /** As many as SendGrid takes in one request. */
    public static final int TOGETHER_MOST = 1000;

    static SendingConfig from(ConfigSection section, OnUnknown onUnknown) {
        return new SendingConfig(
                section.choice("on_unknown", onUnknown),
                section.optional(
                        "sendgrid_template",
                        "d-[0-9a-f]{32}",
                        "the id of a dynamic template: d- and 32 hexadecimal digits"),
                section.wholeNumber("together", TOGETHER_MOST, 1, TOGETHER_MOST),
                section.duration("digest", Duration.ZERO, Duration.ZERO, Duration.ofDays(7)));
    }
}
