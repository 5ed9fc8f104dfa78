package dev.taskwire;

/** The outcomes of the public API and those of the worker are the same, in two forms. */
final class Outcomes {
    private Outcomes() {}

    static dev.taskwire.worker.Outcome toWorker(Outcome outcome) {
        if (outcome instanceof Outcome.Retry retry) {
            return new dev.taskwire.worker.Outcome.Retry(retry.reason(), retry.after());
        }
        if (outcome instanceof Outcome.Reroute reroute) {
            return new dev.taskwire.worker.Outcome.Reroute(reroute.queue());
        }
        return outcome instanceof Outcome.Reject reject
                ? new dev.taskwire.worker.Outcome.Reject(reject.reason())
                : new dev.taskwire.worker.Outcome.Done(
                        ((Outcome.Done) outcome).onSuccess().map(Outcomes::toConfig));
    }

    /** What is postponed or unknown comes back later as well. */
    static Outcome ofWorker(dev.taskwire.worker.Outcome outcome) {
        if (outcome instanceof dev.taskwire.worker.Outcome.Retry retry) {
            return new Outcome.Retry(retry.reason(), retry.after());
        }
        if (outcome instanceof dev.taskwire.worker.Outcome.Postpone postpone) {
            return Outcome.retry(postpone.reason(), postpone.after());
        }
        if (outcome instanceof dev.taskwire.worker.Outcome.Reroute reroute) {
            return Outcome.reroute(reroute.queue());
        }
        if (outcome instanceof dev.taskwire.worker.Outcome.Unknown unknown) {
            return Outcome.retry("no handler here knows " + unknown.kind());
        }
        return outcome instanceof dev.taskwire.worker.Outcome.Reject reject
                ? Outcome.reject(reject.reason())
                : new Outcome.Done(((dev.taskwire.worker.Outcome.Done) outcome)
                        .onSuccess()
                        .map(onSuccess -> OnSuccess.valueOf(onSuccess.name())));
    }

    static dev.taskwire.config.OnSuccess toConfig(OnSuccess onSuccess) {
        return dev.taskwire.config.OnSuccess.valueOf(onSuccess.name());
    }
}
