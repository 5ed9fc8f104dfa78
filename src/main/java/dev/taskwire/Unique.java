package dev.taskwire;

/** What becomes of a message that is sent under a {@link SendOptions#unique} key while one of that key is in the queue. */
public enum Unique {
    /** It is left out, and the number of the one that is there is answered. */
    IGNORE,
    /** It is refused with a {@link TaskwireException}; a transaction of the sender's goes on. */
    REJECT,
    /** It takes the place of the one that waits; where that one is in hand, it waits behind it. */
    REPLACE
}
