package dev.taskwire.embedded;

import java.time.Duration;
import java.util.Optional;

/** Shows what happens. Called on the demo's event loop. */
interface DemoView extends ChangeObserver {
    /** A row has come into the log; of a change made by hand, it is the first that is known. */
    void logged(LoggedChange row, boolean byHand);

    /** A mail has arrived, so long after its change; empty where the change was not the demo's. */
    void mailed(ReceivedMail mail, Optional<Duration> latency);

    /** A transaction of the demo failed, without being meant to. */
    void failed(PlannedChange plan, Throwable cause);
}
