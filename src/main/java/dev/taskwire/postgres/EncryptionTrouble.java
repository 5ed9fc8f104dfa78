package dev.taskwire.postgres;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateExpiredException;
import java.util.Locale;
import java.util.Optional;

/** What to do where an encrypted connection to Postgres could not be made: waiting does not mend it. */
public final class EncryptionTrouble {
    private static final String NO_TLS =
            "the database's server does not encrypt, but sslmode asks for it: turn ssl on there,"
                    + " or say sslmode=disable in the URL if nobody can listen in between";
    private static final String OTHER_AUTHORITY =
            "the certificate of the database's server is from nobody who is trusted:"
                    + " name the file of the authority that issued it by sslrootcert in the URL. If it was right before, somebody"
                    + " may stand between this process and the server";
    private static final String OTHER_HOST =
            "the certificate of the database's server is for another host: use a name in the"
                    + " URL that is in the certificate. If it was right before, somebody may stand between this process and the server";
    private static final String EXPIRED = "the certificate of the database's server has expired: renew it there";

    /** The reactive client says no more than that. */
    private static final String REFUSED =
            "the certificate of the database's server was refused: it is from nobody who is"
                    + " trusted (sslrootcert), for another host than the URL's, or has expired; `java -jar taskwire.jar migrate` with"
                    + " the same URL says which. If it was right before, somebody may stand between this process and the server";

    private EncryptionTrouble() {}

    /** A sentence that says what to do; empty where the failure has nothing to do with encryption. */
    public static Optional<String> advice(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            Optional<String> advice =
                    one(cause, String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT));
            if (advice.isPresent()) {
                return advice;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> one(Throwable cause, String message) {
        if (message.contains("does not support ssl") || message.contains("does not handle ssl")) {
            return Optional.of(NO_TLS);
        }
        if (cause instanceof CertificateExpiredException) {
            return Optional.of(EXPIRED);
        }
        if (cause instanceof CertPathBuilderException || message.contains("trust anchor")) {
            return Optional.of(OTHER_AUTHORITY);
        }
        boolean otherHost = message.contains("could not be verified by hostnameverifier")
                || message.contains("no name matching")
                || message.contains("no subject alternative");
        if (otherHost) {
            return Optional.of(OTHER_HOST);
        }
        return message.contains("ssl handshake failed") ? Optional.of(REFUSED) : Optional.empty();
    }
}
