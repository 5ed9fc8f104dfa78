package dev.taskwire.cli;

import dev.taskwire.queue.MessagePlace;
import dev.taskwire.queue.Peek;
import dev.taskwire.queue.PeekedMessage;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "peek",
        mixinStandardHelpOptions = true,
        description = "Shows messages of a queue, the oldest first, and changes none.")
final class PeekCommand implements Callable<Integer> {
    @Mixin
    private ConfigOptions options = new ConfigOptions();

    @Parameters(index = "0", paramLabel = "QUEUE", description = "the queue")
    private String queue = "";

    @ArgGroup
    private PlaceOptions where = new PlaceOptions();

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "20",
            description = "so many at the most, 1 to " + Peek.LIMIT_MOST + " (default: ${DEFAULT-VALUE})")
    private int limit;

    @Option(names = "--after", paramLabel = "ID", description = "goes on after this one, the last of the page before")
    private long after;

    @Option(names = "--output", paramLabel = "FORMAT", defaultValue = "table", description = "table or json")
    private OutputFormat format = OutputFormat.TABLE;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** Which messages are meant. */
    static final class PlaceOptions {
        @Option(names = "--id", paramLabel = "ID", description = "shows this one whole, wherever it is")
        private @Nullable Long id;

        @Option(names = "--parked", description = "those that are due in more than a minute")
        private boolean parked;

        @Option(names = "--unknown", description = "those of a type or a version that no worker knows so far")
        private boolean unknown;

        @Option(
                names = "--archived",
                description = "those in the archive: dead letters, and what is done where that is kept")
        private boolean archived;

        MessagePlace place() {
            if (parked) {
                return MessagePlace.PARKED;
            }
            if (unknown) {
                return MessagePlace.UNKNOWN;
            }
            return archived ? MessagePlace.ARCHIVED : MessagePlace.QUEUED;
        }
    }

    @Override
    public Integer call() throws Exception {
        require(limit >= 1 && limit <= Peek.LIMIT_MOST, "--limit: expected 1 to " + Peek.LIMIT_MOST + ", got " + limit);
        require(where.id == null || after == 0, "--id shows one message: leave --after out");
        MessagesView view = new MessagesView(spec.commandLine().getOut(), format);
        try (DatabaseSession session = new DatabaseSession(options.load().database())) {
            Peek peek = new Peek(session.pool());
            if (where.id != null) {
                PeekedMessage found = find(session, peek, where.id);
                view.whole(found, session.answer(peek.progress(found)));
            } else {
                List<PeekedMessage> page = session.answer(peek.page(new Peek.Page(queue, where.place(), after, limit)));
                view.list(page, limit);
            }
        }
        return 0;
    }

    private PeekedMessage find(DatabaseSession session, Peek peek, long id) throws Exception {
        return session.answer(peek.find(queue, id))
                .orElseThrow(() -> new IllegalStateException("queue " + queue + " has no message " + id
                        + ", neither waiting nor parked nor unknown nor archived"));
    }

    private void require(boolean condition, String sentence) {
        if (!condition) {
            throw new ParameterException(spec.commandLine(), sentence);
        }
    }
}
