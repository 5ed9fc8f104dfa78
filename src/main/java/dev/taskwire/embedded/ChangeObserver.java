package dev.taskwire.embedded;

import java.util.List;

/** Follows what the demo's own transactions do. Called on the demo's event loop. */
interface ChangeObserver {
    /** The statement was run, the transaction is still open. */
    default void began(Change change) {}

    default void committed(Change change) {}

    default void rolledBack(Change change) {}

    /** The transaction failed, and whether it was committed is not known. */
    default void lost(Change change) {}

    /** One that tells several, in their order. */
    static ChangeObserver all(List<ChangeObserver> observers) {
        return new ChangeObserver() {
            @Override
            public void began(Change change) {
                observers.forEach(observer -> observer.began(change));
            }

            @Override
            public void committed(Change change) {
                observers.forEach(observer -> observer.committed(change));
            }

            @Override
            public void rolledBack(Change change) {
                observers.forEach(observer -> observer.rolledBack(change));
            }

            @Override
            public void lost(Change change) {
                observers.forEach(observer -> observer.lost(change));
            }
        };
    }
}
