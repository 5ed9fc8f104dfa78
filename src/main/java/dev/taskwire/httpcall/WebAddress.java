package dev.taskwire.httpcall;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A URL that can be called.
 *
 * @param isTls whether it is https
 * @param host its name or address
 * @param port 1 to 65535
 * @param path with the query, in ASCII; without the fragment
 */
record WebAddress(boolean isTls, HostName host, int port, String path) {
    private static final int LONGEST = 8192;
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;
    private static final int HIGHEST_PORT = 65_535;

    /** What libraries read in different ways, or no URL may have. */
    private static final Pattern FORBIDDEN = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Z}\\p{Cs}\\p{Co}\\\\\"<>^`{|}]");

    private static final Pattern FORM = Pattern.compile("(?i:(https?)://)([^/?#]*)([^#]*)(#.*)?");
    private static final Pattern AUTHORITY = Pattern.compile("(\\[[^\\[\\]]*]|[^:\\[\\]%]+)(?::(\\d{1,5}))?");

    /** @throws UncallableException that says what is wrong, and shows nothing of the URL */
    static WebAddress parse(String url) {
        if (url.length() > LONGEST) {
            throw UncallableException.forGood("the URL is longer than " + LONGEST + " characters");
        }
        if (FORBIDDEN.matcher(url).find()) {
            throw UncallableException.forGood(
                    "the URL has a character that none may have, such as a space or a backslash: write it as % and two"
                            + " digits");
        }
        Matcher form = FORM.matcher(url);
        if (!form.matches()) {
            throw UncallableException.forGood("the URL begins with neither http:// nor https://");
        }
        return parse(form.group(1).toLowerCase(Locale.ROOT).equals("https"), form.group(2), form.group(3));
    }

    private static WebAddress parse(boolean isTls, String authority, String path) {
        if (authority.contains("@")) {
            throw UncallableException.forGood(
                    "the URL has a user or a password before its host: send them in the header Authorization");
        }
        Matcher parts = AUTHORITY.matcher(authority);
        if (!parts.matches()) {
            throw UncallableException.forGood("the host or the port of the URL is malformed");
        }
        HostName host = HostName.of(parts.group(1));
        int usual = isTls ? HTTPS_PORT : HTTP_PORT;
        int port = parts.group(2) == null ? usual : Integer.parseInt(parts.group(2));
        if (port < 1 || port > HIGHEST_PORT) {
            throw UncallableException.forGood("the port of the URL is none from 1 to " + HIGHEST_PORT);
        }
        return new WebAddress(isTls, host, port, path.startsWith("/") ? ascii(path) : "/" + ascii(path));
    }

    /** The name that a certificate must be for. */
    String peer() {
        String text = host.text();
        return text.startsWith("[") ? text.substring(1, text.length() - 1) : text;
    }

    /** As the header Host has it. */
    String authority() {
        return port == (isTls ? HTTPS_PORT : HTTP_PORT) ? host.text() : host.text() + ":" + port;
    }

    private static String ascii(String path) {
        if (path.chars().allMatch(character -> character < 0x80)) {
            return path;
        }
        StringBuilder encoded = new StringBuilder();
        for (byte one : path.getBytes(StandardCharsets.UTF_8)) {
            if (one < 0) {
                encoded.append('%').append(String.format(Locale.ROOT, "%02X", one));
            } else {
                encoded.append((char) one);
            }
        }
        return encoded.toString();
    }
}
