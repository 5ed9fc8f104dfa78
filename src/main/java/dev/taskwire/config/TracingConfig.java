package dev.taskwire.config;

import java.util.Optional;

/**
 * Traces by OpenTelemetry.
 *
 * @param enabled whether spans are made at all
 * @param endpoint where OTLP is taken over HTTP, without the path
 * @param serviceName whose spans they are
 * @param sampleRatio of the traces that begin here, which part is kept, 0 to 1; those that begin elsewhere are kept where
 *     their beginning was
 * @param headers sent with each export, {@code name=value} separated by commas
 * @param link a web address with {@code {trace_id}} in it, where people see a trace
 */
public record TracingConfig(
        boolean enabled,
        String endpoint,
        String serviceName,
        double sampleRatio,
        Optional<Secret> headers,
        Optional<String> link) {

    static TracingConfig from(ConfigSection section) {
        return new TracingConfig(
                section.flag("enabled", false),
                section.matching(
                        "endpoint",
                        "http://127.0.0.1:4318",
                        "https?://[^\\s/?#@]+(/[^\\s?#]*)?",
                        "an http or https address, to which /v1/traces is added"),
                section.matching("service_name", "taskwire", "\\S(.{0,98}\\S)?", "a name of 100 characters or less"),
                Double.parseDouble(
                        section.matching("sample_ratio", "1", "0(\\.\\d{1,9})?|1(\\.0{1,9})?", "a number from 0 to 1")),
                section.secret(
                        "headers",
                        "([^\\s=,]+=[^\\s,]+)(\\s*,\\s*[^\\s=,]+=[^\\s,]+)*",
                        "name=value, several separated by commas"),
                section.optional(
                        "link",
                        "https?://[^\\s\"<>]*\\{trace_id\\}[^\\s\"<>]*",
                        "an http or https address with {trace_id} in it"));
    }
}
