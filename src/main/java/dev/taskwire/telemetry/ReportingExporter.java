package dev.taskwire.telemetry;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says once when nobody takes the spans, and once when somebody does again; meanwhile they are dropped. */
final class ReportingExporter implements SpanExporter {
    private static final Logger LOG = LoggerFactory.getLogger(ReportingExporter.class);

    private final SpanExporter exporter;
    private final String endpoint;
    private final AtomicLong dropped = new AtomicLong();

    ReportingExporter(SpanExporter exporter, String endpoint) {
        this.exporter = exporter;
        this.endpoint = endpoint;
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        CompletableResultCode result = exporter.export(spans);
        int number = spans.size();
        return result.whenComplete(() -> report(result, number));
    }

    private void report(CompletableResultCode result, int spans) {
        if (!result.isSuccess()) {
            if (dropped.getAndAdd(spans) == 0) {
                LOG.atWarn()
                        .addKeyValue("endpoint", endpoint)
                        .addKeyValue("reason", reason(result))
                        .log("nobody takes the spans of traces, they are dropped until somebody does");
            }
            return;
        }
        long lost = dropped.getAndSet(0);
        if (lost > 0) {
            LOG.atInfo()
                    .addKeyValue("endpoint", endpoint)
                    .addKeyValue("dropped", lost)
                    .log("the spans of traces are taken again");
        }
    }

    private static String reason(CompletableResultCode result) {
        Throwable failure = result.getFailureThrowable();
        if (failure == null) {
            return "the answer says so";
        }
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    }

    @Override
    public CompletableResultCode flush() {
        return exporter.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
        return exporter.shutdown();
    }
}
