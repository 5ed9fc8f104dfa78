package dev.taskwire.httpcall;

import io.vertx.core.Future;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/** The addresses of a host, asked for once, that a call may connect to. */
final class CheckedAddresses {
    private static final String THIS_MACHINE = "localhost";

    private final HostResolver resolver;
    private final AddressGuard guard;

    CheckedAddresses(HostResolver resolver, AddressGuard guard) {
        this.resolver = resolver;
        this.guard = guard;
    }

    /** One at least; fails where there is none, or one that may not be reached. */
    Future<List<InetAddress>> of(HostName host) {
        return host.address()
                .map(address -> Future.succeededFuture(List.of(address)))
                .orElseGet(() -> resolver.resolve(host.text()))
                .map(addresses -> checked(host, addresses));
    }

    /** Where one of them is refused, all are: the name is somebody else's, and so is the order of its addresses. */
    private List<InetAddress> checked(HostName host, List<InetAddress> addresses) {
        List<InetAddress> allowed = addresses.stream()
                .filter(address -> guard.refusal(address).isEmpty())
                .toList();
        if (isOfThisMachine(host, addresses) && !allowed.isEmpty()) {
            return allowed;
        }
        for (InetAddress address : addresses) {
            Optional<String> refusal = guard.refusal(address);
            if (refusal.isPresent()) {
                throw UncallableException.forGood(host.text() + " is at " + address.getHostAddress()
                        + ", which is no public address (" + refusal.get()
                        + "): calls may reach it only if http_calls.allow (TASKWIRE_HTTP_CALLS_ALLOW) has it");
            }
        }
        if (addresses.isEmpty()) {
            throw UncallableException.forNow("the host of the URL has no address");
        }
        return addresses;
    }

    /** It has two addresses on most machines, and who allows one of them means the name. */
    private static boolean isOfThisMachine(HostName host, List<InetAddress> addresses) {
        return host.text().equals(THIS_MACHINE) && addresses.stream().allMatch(InetAddress::isLoopbackAddress);
    }
}
