package dev.taskwire.httpcall;

import dev.taskwire.config.AddressRange;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Which addresses calls may reach: those of the public internet, and what the configuration allows. An IPv6 address that
 * leads to an IPv4 address is judged as that one.
 */
final class AddressGuard {
    private static final List<Kind> REFUSED = List.of(
            kind("unspecified", "0.0.0.0/8"),
            kind("private", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"),
            kind("loopback", "127.0.0.0/8", "::1/128"),
            kind("link-local or cloud metadata", "169.254.0.0/16"),
            kind("shared (carrier NAT, or cloud metadata)", "100.64.0.0/10"),
            kind("cloud metadata", "168.63.129.16", "fd00:ec2::254"),
            kind("documentation", "192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32", "3fff::/20"),
            kind("benchmarking", "198.18.0.0/15", "2001:2::/48"),
            kind("special-purpose", "192.0.0.0/24", "192.88.99.0/24"),
            kind("multicast", "224.0.0.0/4", "ff00::/8"),
            kind("broadcast", "255.255.255.255"),
            kind("reserved", "240.0.0.0/4"),
            kind("unspecified or IPv4-compatible", "::/96"),
            kind("local NAT64", "64:ff9b:1::/48"),
            kind("Teredo", "2001::/32"),
            kind("special-purpose", "2001::/23"),
            kind("6to4", "2002::/16"),
            kind("unique local", "fc00::/7"),
            kind("link-local", "fe80::/10"),
            kind("site-local", "fec0::/10"));

    private static final AddressRange MAPPED_IN_NAT64 = range("64:ff9b::/96");

    /** All that is in use of IPv6 beside what is named above. */
    private static final AddressRange GLOBAL = range("2000::/3");

    private static final int VERSION_6_BYTES = 16;
    private static final int MAPPED_AT = 12;

    private final List<AddressRange> allow;

    AddressGuard(List<AddressRange> allow) {
        this.allow = List.copyOf(allow);
    }

    /** Why an address may not be reached; empty where it may. */
    Optional<String> refusal(InetAddress address) {
        InetAddress reached = reached(address);
        if (isAllowed(address) || isAllowed(reached)) {
            return Optional.empty();
        }
        return REFUSED.stream()
                .filter(kind -> kind.contains(reached))
                .findFirst()
                .map(Kind::name)
                .or(() -> isOutside(reached) ? Optional.of("reserved") : Optional.empty());
    }

    private boolean isAllowed(InetAddress address) {
        return allow.stream().anyMatch(range -> range.contains(address));
    }

    private static boolean isOutside(InetAddress address) {
        return address.getAddress().length == VERSION_6_BYTES && !GLOBAL.contains(address);
    }

    /** Java itself makes an IPv4 address of one that is only written as IPv6 (::ffff:0:0/96). */
    private static InetAddress reached(InetAddress address) {
        if (!MAPPED_IN_NAT64.contains(address)) {
            return address;
        }
        byte[] bytes = address.getAddress();
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(bytes, MAPPED_AT, bytes.length));
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException("four bytes are an address", impossible);
        }
    }

    private static Kind kind(String name, String... ranges) {
        return new Kind(name, Arrays.stream(ranges).map(AddressGuard::range).toList());
    }

    private static AddressRange range(String text) {
        return AddressRange.parse(text).orElseThrow();
    }

    private record Kind(String name, List<AddressRange> ranges) {
        boolean contains(InetAddress address) {
            return ranges.stream().anyMatch(range -> range.contains(address));
        }
    }
}
