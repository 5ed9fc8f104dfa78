package dev.taskwire.cli;

import java.util.Map;
import picocli.CommandLine;

/** What stands below the options in the help of each command: how it is called. */
final class Examples {
    private static final Map<String, String> BY_COMMAND = Map.ofEntries(
            Map.entry("demo", "taskwire demo --seconds 20"),
            Map.entry("serve", "DATABASE_URL=postgres://user:password@host/database taskwire serve"),
            Map.entry("migrate", "taskwire migrate --conf /etc/taskwire.yaml"),
            Map.entry(
                    "send", "taskwire send notifications '{\"type\": \"welcome_email\", \"user_id\": 7}' --delay 10m"),
            Map.entry("queues", "taskwire queues --watch"),
            Map.entry("doctor", "taskwire doctor --strict --output json"),
            Map.entry("peek", "taskwire peek notifications --limit 5 --output json"),
            Map.entry("pause", "taskwire pause notifications"),
            Map.entry("resume", "taskwire resume notifications"),
            Map.entry("purge", "taskwire purge report_generation --yes"),
            Map.entry("failures", "taskwire failures --group"),
            Map.entry("redrive", "taskwire redrive --queue notifications --since 2h --dry-run"),
            Map.entry("mails", "taskwire mails --state held"),
            Map.entry("mails show", "taskwire mails show 0b6e3a55-2f9c-4c0c-9a51-5d2f6f0c7e11"),
            Map.entry("preferences", "taskwire preferences list"),
            Map.entry("preferences list", "taskwire preferences list 7"),
            Map.entry("preferences set", "taskwire preferences set 7 no --type task_assigned --channel email"),
            Map.entry("preferences clear", "taskwire preferences clear 7 --type task_assigned"),
            Map.entry("preview", "taskwire preview task_assigned --part html > mail.html"),
            Map.entry("schedules", "taskwire schedules list"),
            Map.entry("schedules list", "taskwire schedules list --next 3"),
            Map.entry("schedules run", "taskwire schedules run daily_stats"),
            Map.entry("schedules pause", "taskwire schedules pause daily_stats"),
            Map.entry("schedules resume", "taskwire schedules resume daily_stats"),
            Map.entry("schedules backfill", "taskwire schedules backfill daily_stats --since 7d --dry-run"),
            Map.entry("calls", "taskwire calls queues"),
            Map.entry("calls queues", "taskwire calls queues --output json"),
            Map.entry("calls list", "taskwire calls list --queue invoices --status failed"),
            Map.entry("calls show", "taskwire calls show 17"),
            Map.entry("calls add", "taskwire calls add invoices '{\"invoice\": 17}' --key customer-7 --delay 10m"),
            Map.entry("calls flow", "taskwire calls flow order.json"),
            Map.entry("calls cancel", "taskwire calls cancel 17 18"),
            Map.entry("calls redrive", "taskwire calls redrive --queue invoices --status failed"),
            Map.entry("calls workers", "taskwire calls workers invoices 20"),
            Map.entry("token", "taskwire token billing --roles enqueue"),
            Map.entry("completion", "source <(taskwire completion bash)"),
            Map.entry("bench", "taskwire bench --only wake,drain postgres://user:password@host/empty"));

    private Examples() {}

    /** Adds them to the commands below this one. */
    static void addTo(CommandLine commandLine) {
        addTo(commandLine, "");
    }

    private static void addTo(CommandLine parent, String path) {
        parent.getSubcommands().forEach((name, command) -> {
            String example = BY_COMMAND.get(path + name);
            if (example != null) {
                command.getCommandSpec().usageMessage().footer("", "Example:", "  " + example.replace("%", "%%"));
            }
            addTo(command, path + name + " ");
        });
    }
}
