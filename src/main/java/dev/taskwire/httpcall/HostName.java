package dev.taskwire.httpcall;

import dev.taskwire.config.IpLiteral;
import java.net.IDN;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The host of a URL: a name that can be asked for, or an address in numbers. A name that some library takes for an address,
 * such as {@code 127.1}, {@code 2130706433} or {@code 0x7f.1}, is neither.
 *
 * @param text in small letters, a name of other scripts in its ASCII form; an IPv6 address in brackets
 * @param address where it is one
 */
record HostName(String text, Optional<InetAddress> address) {
    private static final int LONGEST = 253;
    private static final Pattern NAME =
            Pattern.compile("[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*");
    private static final Pattern ENDS_IN_A_NUMBER = Pattern.compile("(.*\\.)?(\\d+|0x[0-9a-f]*)");

    /** @throws UncallableException where it is neither */
    static HostName of(String written) {
        if (written.startsWith("[") && written.endsWith("]")) {
            return bracketed(written.substring(1, written.length() - 1));
        }
        String name = ascii(written);
        if (name.endsWith(".")) {
            name = name.substring(0, name.length() - 1);
        }
        if (ENDS_IN_A_NUMBER.matcher(name).matches()) {
            return new HostName(name, Optional.of(IpLiteral.parse(name).orElseThrow(HostName::notUsual)));
        }
        if (name.length() > LONGEST || !NAME.matcher(name).matches()) {
            throw UncallableException.forGood("the host of the URL is no name of one");
        }
        return new HostName(name, Optional.empty());
    }

    private static HostName bracketed(String inside) {
        InetAddress address = IpLiteral.parse(inside)
                .filter(parsed -> inside.contains(":"))
                .orElseThrow(() -> UncallableException.forGood("the URL has no IPv6 address in its brackets"));
        return new HostName("[" + inside.toLowerCase(Locale.ROOT) + "]", Optional.of(address));
    }

    /** Also digits and dots of other scripts become those of ASCII. */
    private static String ascii(String written) {
        try {
            return IDN.toASCII(written).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException | IndexOutOfBoundsException none) {
            throw UncallableException.forGood("the host of the URL is no name of one");
        }
    }

    private static UncallableException notUsual() {
        return UncallableException.forGood(
                "the host of the URL is an address in an unusual spelling: write it as four numbers from 0 to 255");
    }
}
