package dev.taskwire.cli;

import dev.taskwire.httpcall.JobChanges;
import dev.taskwire.httpcall.JobChanges.Change;
import dev.taskwire.httpcall.JobChanges.Done;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** Which jobs of HTTP-call queues are meant: by their ids, or all of a queue and status. */
final class CallsChoice {
    @Parameters(paramLabel = "ID", arity = "0..*", description = "jobs, as `calls list` prints them")
    private List<Long> ids = List.of();

    @Option(names = "--queue", paramLabel = "QUEUE", description = "instead of ids: those of this queue")
    private @Nullable String queue;

    @Option(
            names = "--status",
            paramLabel = "STATUS",
            completionCandidates = CallsListCommand.Statuses.class,
            description = "and of this status: ${COMPLETION-CANDIDATES}")
    private @Nullable String status;

    /** Does it to all of them, so many at a time; answers to how many. */
    long apply(CommandSpec spec, DatabaseSession session, Change change) throws Exception {
        boolean byStatus = queue != null && status != null;
        if (ids.isEmpty() != byStatus || byStatus != (queue != null || status != null)) {
            throw new ParameterException(spec.commandLine(), "say which: ids, or --queue and --status");
        }
        CallsListCommand.requireStatus(spec, status);
        JobChanges changes = new JobChanges(session.pool());
        return byStatus ? ofStatus(session, changes, change) : ofIds(session, changes, change);
    }

    private long ofIds(DatabaseSession session, JobChanges changes, Change change) throws Exception {
        long number = 0;
        for (int from = 0; from < ids.size(); from += JobChanges.MOST) {
            List<Long> some = ids.subList(from, Math.min(ids.size(), from + JobChanges.MOST));
            number += session.answer(changes.of(change, some)).number();
        }
        return number;
    }

    private long ofStatus(DatabaseSession session, JobChanges changes, Change change) throws Exception {
        long number = 0;
        Done done;
        do {
            done = session.answer(changes.of(change, String.valueOf(queue), String.valueOf(status)));
            number += done.number();
        } while (done.more() && done.number() > 0);
        return number;
    }
}
