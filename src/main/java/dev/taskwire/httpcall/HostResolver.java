package dev.taskwire.httpcall;

import io.vertx.core.Future;
import java.net.InetAddress;
import java.util.List;

/** Asks for the addresses of a name. May be called from any thread. */
interface HostResolver {
    /** All addresses, in the order in which they are to be tried; fails where there is none, or not now. */
    Future<List<InetAddress>> resolve(String name);

    /** Ends it. */
    Future<Void> close();
}
