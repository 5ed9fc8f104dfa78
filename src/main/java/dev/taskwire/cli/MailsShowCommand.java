package dev.taskwire.cli;

import dev.taskwire.notification.MailDeliveries;
import dev.taskwire.notification.MailDelivery;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        description = "Shows all that is known of one mail, with what the provider has reported.")
final class MailsShowCommand implements Callable<Integer> {
    @Mixin
    private ConfigOptions options = new ConfigOptions();

    @Parameters(
            index = "0",
            paramLabel = "ID",
            converter = UuidOption.class,
            description = "its event id, as `mails` prints it")
    private UUID id = new UUID(0, 0);

    @Option(names = "--output", paramLabel = "FORMAT", defaultValue = "table", description = "table or json")
    private OutputFormat format = OutputFormat.TABLE;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        try (DatabaseSession session = new DatabaseSession(options.load().database())) {
            MailDeliveries mails = new MailDeliveries(session.pool());
            MailDelivery mail = session.answer(mails.find(id))
                    .orElseThrow(() -> new IllegalStateException("the ledger has no mail " + id));
            new MailsView(spec.commandLine().getOut(), format).whole(mail, session.answer(mails.reports(id)));
        }
        return 0;
    }
}
