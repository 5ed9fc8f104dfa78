package dev.taskwire;

import dev.taskwire.config.OwnQueueConfig;

/** What the configuration says of a queue wins, key by key, over what its handler's code says. */
final class ConfiguredOptions {
    private ConfiguredOptions() {}

    static QueueOptions of(QueueOptions code, OwnQueueConfig config) {
        QueueOptions options = code.backoff(
                config.backoff().orElse(code.backoff), config.backoffMost().orElse(code.backoffMost));
        options = config.instances().map(options::instances).orElse(options);
        options = config.batchSize().map(options::batchSize).orElse(options);
        options = config.concurrency().map(options::concurrency).orElse(options);
        options = config.visibilityTimeout().map(options::lease).orElse(options);
        options = config.attemptTimeout().map(options::attemptTimeout).orElse(options);
        options = config.pollInterval().map(options::pollInterval).orElse(options);
        options = config.attempts().map(options::attempts).orElse(options);
        options = config.onSuccess()
                .map(onSuccess -> OnSuccess.valueOf(onSuccess.name()))
                .map(options::onSuccess)
                .orElse(options);
        return config.runsOn()
                .map(runsOn -> RunsOn.valueOf(runsOn.name()))
                .map(options::runsOn)
                .orElse(options);
    }
}
