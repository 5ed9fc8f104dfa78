package dev.taskwire.job;

import dev.taskwire.queue.Message;
import dev.taskwire.worker.MessageHandler;
import dev.taskwire.worker.Outcome;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Does the job that each message names. May be used from any context. */
final class JobHandler implements MessageHandler {
    private static final int NAME_LONGEST = 100;

    private final String queue;
    private final Map<String, Job> jobs;

    JobHandler(String queue, Map<String, Job> jobs) {
        this.queue = queue;
        this.jobs = Map.copyOf(jobs);
    }

    @Override
    public List<Future<Outcome>> handle(List<Message> batch) {
        return batch.stream()
                .map(message -> run(JobRequest.from(queue, message)))
                .toList();
    }

    private Future<Outcome> run(JobRequest request) {
        @Nullable Job job = jobs.get(request.job());
        if (job == null) {
            return Future.succeededFuture(Outcome.reject(whyNone(request.job())));
        }
        return Future.succeededFuture().compose(begun -> job.run(request)).otherwise(JobHandler::outcome);
    }

    private static Outcome outcome(Throwable failure) {
        return failure instanceof JobRefusedException refused
                ? Outcome.reject(String.valueOf(refused.getMessage()))
                : Outcome.failed(failure);
    }

    private String whyNone(String name) {
        String known = "the jobs are " + String.join(", ", new TreeSet<>(jobs.keySet()));
        return name.isEmpty()
                ? "the message names no job, such as {\"job\": \"daily_stats\"}: " + known
                : "there is no job \"" + name.substring(0, Math.min(NAME_LONGEST, name.length())) + "\": " + known;
    }
}
