package dev.taskwire.cli;

import dev.taskwire.queue.Purge;
import dev.taskwire.queue.QueueStanding;
import dev.taskwire.queue.Queues;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "purge",
        mixinStandardHelpOptions = true,
        description = {
            "Deletes the messages of a queue that wait: ready, delayed, parked and unknown ones. It cannot be taken back.",
            "What is in hand, and what comes meanwhile, stays."
        })
final class PurgeCommand implements Callable<Integer> {
    @Mixin
    private ConfigOptions options = new ConfigOptions();

    @Parameters(index = "0", paramLabel = "QUEUE", description = "the queue")
    private String queue = "";

    @Option(names = "--archived", description = "deletes its archive too")
    private boolean archived;

    @Option(names = "--yes", description = "does not ask for the queue's name before")
    private boolean confirmed;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        try (DatabaseSession session = new DatabaseSession(options.load().database())) {
            QueueStanding standing = session.answer(new Queues(session.pool()).standing(queue));
            if (!confirmed) {
                new Confirmation(spec.commandLine().getErr(), System.in).requireName(question(standing), queue);
            }
            purge(session);
        }
        return 0;
    }

    private void purge(DatabaseSession session) throws Exception {
        AtomicLong gone = new AtomicLong();
        try {
            long purged = session.finished(new Purge(session.vertx(), session.pool()).run(queue, archived, gone::set));
            spec.commandLine().getOut().println("deleted " + purged);
        } catch (Exception failure) {
            spec.commandLine()
                    .getErr()
                    .println("deleted " + gone + " before it failed; the same command goes on with the rest");
            throw failure;
        }
    }

    private String question(QueueStanding standing) {
        String about = standing.isEstimated() ? "about " : "";
        long waiting = standing.depth() - standing.inHand();
        String archive = archived ? " and " + about + standing.archived() + " archived ones" : "";
        return "this deletes " + about + waiting + " messages" + archive + " of " + queue + "; type the queue's name:";
    }
}
