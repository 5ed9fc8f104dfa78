package dev.taskwire.embedded;

import java.util.UUID;

/**
 * What is there when the changing begins.
 *
 * @param reserved the task that is left for the reader to change
 * @param lastSeq the place in the log after which this run's rows stand
 * @param inAppRows how many in-app rows there were already
 */
record DemoGround(Team team, UUID reserved, long lastSeq, long inAppRows) {}
