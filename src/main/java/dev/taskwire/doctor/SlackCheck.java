package dev.taskwire.doctor;

import io.vertx.core.Future;

/** Whether messages can go to Slack. None is sent: an incoming webhook has no way to be asked. */
final class SlackCheck implements Check {
    private final Ground ground;

    SlackCheck(Ground ground) {
        this.ground = ground;
    }

    @Override
    public String name() {
        return "slack";
    }

    @Override
    public Future<Finding> look() {
        return Future.succeededFuture(
                ground.config().slack().webhookUrl().isPresent()
                        ? Finding.ok("an address is configured; nothing was sent to it")
                        : Finding.skipped("slack.webhook_url is not set"));
    }
}
