package dev.taskwire.httpcall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskwire.config.AddressRange;
import dev.taskwire.config.IpLiteral;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What calls may reach: what a URL says, and the address that it leads to. */
final class AddressGuardTest {
    private static final AddressGuard GUARD = new AddressGuard(List.of());

    /** First and last address of what no call may reach. */
    private static final List<List<String>> CLOSED = List.of(
            List.of("0.0.0.0", "0.255.255.255"),
            List.of("10.0.0.0", "10.255.255.255"),
            List.of("100.64.0.0", "100.127.255.255"),
            List.of("127.0.0.0", "127.255.255.255"),
            List.of("168.63.129.16", "168.63.129.16"),
            List.of("169.254.0.0", "169.254.255.255"),
            List.of("172.16.0.0", "172.31.255.255"),
            List.of("192.0.0.0", "192.0.0.255"),
            List.of("192.0.2.0", "192.0.2.255"),
            List.of("192.88.99.0", "192.88.99.255"),
            List.of("192.168.0.0", "192.168.255.255"),
            List.of("198.18.0.0", "198.19.255.255"),
            List.of("198.51.100.0", "198.51.100.255"),
            List.of("203.0.113.0", "203.0.113.255"),
            List.of("224.0.0.0", "255.255.255.255"));

    private static final List<byte[]> EDGES = Stream.of(
                    "2001", "200100", "2001ff", "20010db8", "2001", "2002", "3fff0f", "3fff10", "fe80", "2606")
            .map(HexFormat.of()::parseHex)
            .toList();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1/",
                "http://127.1/",
                "http://127.0.1/",
                "http://2130706433/",
                "http://0x7f000001/",
                "http://0x7f.0.0.1/",
                "http://0X7F.1/",
                "http://0177.0.0.1/",
                "http://017700000001/",
                "http://127.0.0.01/",
                "http://127.0.0.1./",
                "http://127.0.0.1../",
                "http://1.2.3.4.5/",
                "http://256.1.1.1/",
                "http://foo.0x7f/",
                "http://0/",
                "http://0.0.0.0/",
                "http://\uff11\uff12\uff17.0.0.1/",
                "http://127\u30020\u30020\u30021/",
                "http://\u2460\u2461\u2466.0.0.1/",
                "http://127.0.0\u200b.1/",
                "http://10.0.0.1/",
                "http://172.16.0.1/",
                "http://172.31.255.255/",
                "http://192.168.1.1/",
                "http://169.254.169.254/latest/meta-data/",
                "http://100.64.0.1/",
                "http://100.100.100.200/",
                "http://168.63.129.16/",
                "http://192.0.0.192/",
                "http://192.0.2.1/",
                "http://198.18.0.1/",
                "http://198.51.100.1/",
                "http://203.0.113.1/",
                "http://224.0.0.1/",
                "http://240.0.0.1/",
                "http://255.255.255.255/",
                "http://[::]/",
                "http://[::1]/",
                "http://[0:0:0:0:0:0:0:1]/",
                "http://[::127.0.0.1]/",
                "http://[::8.8.8.8]/",
                "http://[::ffff:127.0.0.1]/",
                "http://[::ffff:7f00:1]/",
                "http://[::ffff:10.0.0.1]/",
                "http://[::ffff:0:127.0.0.1]/",
                "http://[64:ff9b::127.0.0.1]/",
                "http://[64:ff9b::a00:1]/",
                "http://[64:ff9b::169.254.169.254]/",
                "http://[64:ff9b:1::808:808]/",
                "http://[2002:7f00:1::]/",
                "http://[2002:808:808::1]/",
                "http://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/",
                "http://[2001:2::1]/",
                "http://[2001:10::1]/",
                "http://[2001:db8::1]/",
                "http://[3fff::1]/",
                "http://[100::1]/",
                "http://[fc00::1]/",
                "http://[fd00:ec2::254]/",
                "http://[fe80::1]/",
                "http://[fe80::1%25eth0]/",
                "http://[fe80::1%eth0]/",
                "http://[fec0::1]/",
                "http://[ff02::1]/",
                "http://[::1/",
                "http://[127.0.0.1]/",
                "http://[example.com]/",
                "http://::1/",
                "http://ada@example.com/",
                "http://ada:secret@example.com/",
                "http://example.com@127.0.0.1/",
                "http://example.com\\@127.0.0.1/",
                "http:\\\\example.com/",
                "http://example.com\r\nHost: other/",
                "http://example.com/\u0000",
                "http://example.com/a b",
                " http://example.com/",
                "http://exam\tple.com/",
                "http://ex%61mple.com/",
                "http://example..com/",
                "http://.example.com/",
                "http://-example.com/",
                "http://example.com:0/",
                "http://example.com:65536/",
                "http://example.com:99999999999/",
                "http://example.com:/",
                "http://example.com:80:80/",
                "http://example.com:+80/",
                "http:///path",
                "http://",
                "http:/example.com",
                "http:example.com",
                "//example.com/",
                "example.com",
                "",
                "ftp://example.com/",
                "file:///etc/passwd",
                "gopher://example.com/",
                "javascript:alert(1)",
                "httpx://example.com/",
            })
    void refusesTheUrl(String url) {
        assertThat(isRefused(url)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "http://8.8.8.8/, 8.8.8.8, 80, /",
        "HTTPS://EXAMPLE.com, example.com, 443, /",
        "http://example.com.:8080/a/../b?c=d&e#f, example.com, 8080, /a/../b?c=d&e",
        "https://example.com:443?q, example.com, 443, /?q",
        "http://b\u00fccher.example/\u00fc?\u20ac, xn--bcher-kva.example, 80, /%C3%BC?%E2%82%AC",
        "http://under_score.example/, under_score.example, 80, /",
        "http://9.255.255.255/, 9.255.255.255, 80, /",
        "http://172.32.0.0/, 172.32.0.0, 80, /",
        "http://[2606:4700:4700::1111]:8443/, [2606:4700:4700::1111], 8443, /",
        "http://[64:ff9b::8.8.8.8]/, [64:ff9b::8.8.8.8], 80, /",
        "http://[::ffff:8.8.8.8]/, [::ffff:8.8.8.8], 80, /",
    })
    void takesTheUrl(String url, String host, int port, String path) {
        WebAddress address = WebAddress.parse(url);

        assertThat(isRefused(url)).isFalse();
        assertThat(address.host().text()).isEqualTo(host);
        assertThat(address.port()).isEqualTo(port);
        assertThat(address.path()).isEqualTo(path);
    }

    @Test
    void whatIsAllowedMayBeReachedAndNothingBesideIt() {
        AddressGuard guard = new AddressGuard(Stream.of("10.1.0.0/16", "127.0.0.1", "fd12::/16", "169.254.169.254/32")
                .map(range -> AddressRange.parse(range).orElseThrow())
                .toList());

        assertThat(Stream.of(
                        "10.1.2.3", "127.0.0.1", "fd12:1::1", "169.254.169.254", "::ffff:10.1.0.1", "64:ff9b::a01:1"))
                .allMatch(text -> guard.refusal(address(text)).isEmpty());
        assertThat(Stream.of("10.2.0.0", "10.0.255.255", "127.0.0.2", "fd13::1", "169.254.169.253", "::1"))
                .allMatch(text -> guard.refusal(address(text)).isPresent());
    }

    @Test
    void saysWhatKindOfAddressItRefuses() {
        assertThat(GUARD.refusal(address("192.168.0.1"))).contains("private");
        assertThat(GUARD.refusal(address("64:ff9b::7f00:1"))).contains("loopback");
        assertThat(GUARD.refusal(address("fd00:ec2::254"))).contains("cloud metadata");
    }

    @Test
    void whatIsWrongWithAUrlIsSaidWithoutShowingIt() {
        assertThatThrownBy(() -> WebAddress.parse("http://ada:canary@example.com/"))
                .hasMessageContaining("Authorization")
                .hasMessageNotContaining("canary");
    }

    @Test
    void agreesWithAListOfFirstAndLastAddressesOnAnyAddress() {
        long seed = System.nanoTime();
        System.out.println("AddressGuardTest: seed " + seed);
        Random random = new Random(seed);
        long[] edges = CLOSED.stream()
                .flatMapToLong(range -> LongStream.of(
                        number(range.get(0)) - 1, number(range.get(0)), number(range.get(1)), number(range.get(1)) + 1))
                .toArray();

        for (int round = 0; round < 20_000; round++) {
            long number = random.nextBoolean()
                    ? edges[random.nextInt(edges.length)] & 0xffff_ffffL
                    : random.nextInt() & 0xffff_ffffL;
            InetAddress address = IpLiteral.parse(dotted(number)).orElseThrow();
            assertThat(GUARD.refusal(address).isPresent())
                    .as("%s, seed %d", address, seed)
                    .isEqualTo(isClosed(number));
            for (String prefix : List.of("::ffff:", "64:ff9b::")) {
                assertThat(isRefused("http://[" + prefix + dotted(number) + "]/"))
                        .as("%s%s, seed %d", prefix, address, seed)
                        .isEqualTo(isClosed(number));
            }
            assertThat(isRefused("http://" + number + "/")).isTrue();
        }
    }

    @Test
    void takesNoIpv6AddressBesideThoseInUse() {
        long seed = System.nanoTime();
        System.out.println("AddressGuardTest: seed " + seed);
        Random random = new Random(seed);

        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = new byte[16];
            random.nextBytes(bytes);
            byte[] edge = EDGES.get(random.nextInt(EDGES.size()));
            System.arraycopy(edge, 0, bytes, 0, random.nextInt(edge.length + 1));
            assertThat(GUARD.refusal(ofBytes(bytes)).isPresent())
                    .as("%s, seed %d", ofBytes(bytes), seed)
                    .isEqualTo(isSpecial(HexFormat.of().formatHex(bytes)));
        }
    }

    private static boolean isRefused(String url) {
        try {
            return WebAddress.parse(url)
                    .host()
                    .address()
                    .flatMap(GUARD::refusal)
                    .isPresent();
        } catch (UncallableException refused) {
            return refused.answer().permanent();
        }
    }

    private static boolean isSpecial(String digits) {
        return !digits.matches("[23].*") || digits.matches("2001(0[01]|0db8).*|2002.*|3fff0.*");
    }

    private static boolean isClosed(long number) {
        return CLOSED.stream().anyMatch(range -> number(range.get(0)) <= number && number <= number(range.get(1)));
    }

    private static InetAddress address(String text) {
        return IpLiteral.parse(text).orElseThrow();
    }

    private static long number(String dotted) {
        return ByteBuffer.wrap(address(dotted).getAddress()).getInt() & 0xffff_ffffL;
    }

    private static String dotted(long number) {
        return (number >> 24) + "." + (number >> 16 & 255) + "." + (number >> 8 & 255) + "." + (number & 255);
    }

    private static InetAddress ofBytes(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
