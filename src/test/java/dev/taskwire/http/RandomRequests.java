package dev.taskwire.http;

import dev.taskwire.http.ApiExamples.Example;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Requests as nobody should send them, as bytes; each closes its connection. */
final class RandomRequests {
    private static final List<String> METHODS = List.of(
            "GET", "GET", "POST", "POST", "POST", "POST", "POST", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE");
    private static final List<String> TYPES = List.of(
            "application/json",
            "application/json",
            "application/json",
            "application/json; charset=utf-8",
            "text/plain",
            "multipart/form-data; boundary=x",
            "application/x-www-form-urlencoded",
            "application/vnd.x+json",
            "");
    private static final List<String> NAMES = List.of(
            "cleanup_tasks",
            "report_generation",
            "no_such_queue",
            "",
            "%00",
            "%zz",
            "%",
            "..",
            "%2e%2e%2f",
            "a'b--",
            "ü",
            "%F0%9F%98%80",
            "\\",
            "x".repeat(300),
            "1",
            "-1",
            "99999999999999999999",
            "0f0e4a1c-52f0-4c4c-9a3c-6f5d8a3b0001");
    private static final List<String> VALUES = List.of(
            "1",
            "0",
            "-1",
            "1e400",
            "1e300000",
            "null",
            "true",
            "\"\"",
            "\"\\u0000\"",
            "\"\\ud800\"",
            "\"😀\"",
            "[]",
            "{}",
            "[[[[]]]]",
            "\"2026-11-24T09:00:00Z\"",
            "\"2026-13-41T09:00:00Z\"",
            "\"+999999999-01-01T00:00:00Z\"",
            "\"10m\"",
            "\"999999999d\"",
            "99999999999999999999999999",
            "0.1",
            "{\"a\":1,\"a\":2}",
            "\"INSERT\"",
            "\"task_assigned\"",
            "\"cleanup_tasks\"",
            "[\"0f0e4a1c-52f0-4c4c-9a3c-6f5d8a3b0001\"]",
            "NaN",
            "'x'",
            "\"\\x\"");
    private static final List<String> KEYS = List.of(
            "message",
            "messages",
            "delay",
            "at",
            "headers",
            "type",
            "data",
            "record",
            "ids",
            "queue",
            "cause",
            "since",
            "until",
            "all",
            "again",
            "rate",
            "dry_run",
            "archived",
            "spread",
            "taskId",
            "taskTitle",
            "assigneeId",
            "assignerId",
            "",
            "__proto__",
            "\\u0000");

    private final Random random;
    private final List<Example> examples;

    /** @param examples what is changed here and there */
    RandomRequests(long seed, List<Example> examples) {
        this.random = new Random(seed);
        this.examples = List.copyOf(examples);
    }

    /** @param token of whom it comes from, most of the time */
    byte[] next(String token) {
        Example example = one(examples);
        String method =
                random.nextInt(10) == 0 ? one(METHODS) : example.method().toUpperCase(Locale.ROOT);
        byte[] body = example.body() != null && random.nextBoolean()
                ? example.body().getBytes(StandardCharsets.UTF_8)
                : body();
        boolean chunked = random.nextInt(5) == 0;
        StringBuilder head = new StringBuilder(
                method + ' ' + target(example) + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n");
        if (random.nextInt(20) > 0) {
            head.append("Authorization: Bearer ").append(token).append("\r\n");
        }
        head.append("Content-Type: ")
                .append(random.nextInt(4) == 0 ? one(TYPES) : "application/json")
                .append("\r\n");
        if (random.nextInt(4) == 0) {
            head.append("Idempotency-Key: ")
                    .append(random.nextInt(3) == 0 ? "k ü" : "k" + random.nextInt(50))
                    .append("\r\n");
        }
        if (method.equals("GET") && random.nextBoolean()) {
            return (head + "\r\n").getBytes(StandardCharsets.UTF_8);
        }
        head.append(chunked ? "Transfer-Encoding: chunked\r\n\r\n" : "Content-Length: " + body.length + "\r\n\r\n");
        return chunked ? chunked(head, body) : joined(head.toString().getBytes(StandardCharsets.UTF_8), body);
    }

    private String target(Example example) {
        List<String> parts = new ArrayList<>(List.of(example.path().split("/", -1)));
        if (random.nextInt(4) == 0) {
            parts.set(random.nextInt(parts.size() - 1) + 1, one(NAMES));
        }
        String path = String.join("/", parts).replace(" ", "%20");
        return random.nextInt(3) > 0
                ? path
                : path
                        + '?'
                        + one(List.of("limit", "after", "since", "place", "next", "before", "zzz", ""))
                        + '='
                        + one(List.of(
                                "1",
                                "-1",
                                "x",
                                "%00",
                                "%zz",
                                "99999999999999999999",
                                "2026-01-01T00:00:00Z",
                                "queued",
                                ""));
    }

    private byte[] body() {
        return switch (random.nextInt(12)) {
            case 0 -> new byte[0];
            case 1 -> bytes();
            case 2 -> ("{\"message\":" + "[".repeat(200_000)).getBytes(StandardCharsets.UTF_8);
            case 3 -> ("[".repeat(60) + "]".repeat(60)).getBytes(StandardCharsets.UTF_8);
            case 4 -> "{\"message\":1".getBytes(StandardCharsets.UTF_16);
            case 5 ->
                random.nextInt(10) == 0
                        ? ("{\"message\":\"" + "x".repeat(1_200_000) + "\"}").getBytes(StandardCharsets.UTF_8)
                        : one(VALUES).getBytes(StandardCharsets.UTF_8);
            default -> object().getBytes(StandardCharsets.UTF_8);
        };
    }

    private String object() {
        StringBuilder object = new StringBuilder("{");
        int keys = random.nextInt(4);
        for (int i = 0; i <= keys; i++) {
            object.append(i == 0 ? "" : ",")
                    .append('"')
                    .append(one(KEYS))
                    .append("\":")
                    .append(one(VALUES));
        }
        return object.append(random.nextInt(20) == 0 ? "" : "}").toString();
    }

    private byte[] bytes() {
        byte[] bytes = new byte[random.nextInt(200)];
        random.nextBytes(bytes);
        return bytes;
    }

    private byte[] chunked(StringBuilder head, byte[] body) {
        byte[] size =
                (body.length == 0 ? "" : Integer.toHexString(body.length) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        byte[] end = (body.length == 0 ? "0\r\n\r\n" : "\r\n0\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
        return joined(joined(joined(head.toString().getBytes(StandardCharsets.UTF_8), size), body), end);
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] joined = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }

    private <T> T one(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
