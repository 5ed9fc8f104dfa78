package dev.taskwire.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/**
 * Addresses that begin with the same bits.
 *
 * @param first with no bit set behind the prefix
 * @param prefix how many bits are the same, 0 to 32 or 128
 */
public record AddressRange(InetAddress first, int prefix) {
    /** Reads {@code 10.0.0.0/8}, {@code fd00::/8} or a single address; empty for anything else. */
    public static Optional<AddressRange> parse(String text) {
        int slash = text.indexOf('/');
        String bits = slash < 0 ? "" : text.substring(slash + 1);
        if (slash >= 0 && !bits.matches("\\d{1,3}")) {
            return Optional.empty();
        }
        return IpLiteral.parse(slash < 0 ? text : text.substring(0, slash)).flatMap(address -> {
            int all = address.getAddress().length * Byte.SIZE;
            int prefix = bits.isEmpty() ? all : Integer.parseInt(bits);
            return prefix > all ? Optional.empty() : Optional.of(new AddressRange(masked(address, prefix), prefix));
        });
    }

    public boolean contains(InetAddress address) {
        return address.getAddress().length == first.getAddress().length
                && masked(address, prefix).equals(first);
    }

    @Override
    public String toString() {
        return first.getHostAddress() + "/" + prefix;
    }

    private static InetAddress masked(InetAddress address, int prefix) {
        byte[] bytes = address.getAddress();
        for (int at = 0; at < bytes.length; at++) {
            int bits = Math.max(0, Math.min(Byte.SIZE, prefix - at * Byte.SIZE));
            bytes[at] &= (byte) (0xff << (Byte.SIZE - bits));
        }
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException("an address has four or sixteen bytes", impossible);
        }
    }
}
