package dev.taskwire;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What {@code /metrics} answered.
 *
 * @param text as Prometheus reads it
 */
record Scrape(String text) {
    private static final Pattern SAMPLE = Pattern.compile("(?m)^([a-z]\\w*)(?:\\{(.*)})? (\\S+)$");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"(?:[^\"\\\\]|\\\\.)*\"");
    private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE (\\w+) (\\w+)$");
    private static final Pattern HELP = Pattern.compile("(?m)^# HELP (\\w+) (\\S.*)$");

    static Scrape of(int port) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
                .build();
        return new Scrape(HttpClient.newHttpClient()
                .send(request, BodyHandlers.ofString())
                .body());
    }

    /** The names of all samples, those of buckets, sums and counts too. */
    Set<String> samples() {
        return SAMPLE.matcher(text).results().map(sample -> sample.group(1)).collect(Collectors.toSet());
    }

    /** Type by metric. */
    Map<String, String> types() {
        return TYPE.matcher(text).results().collect(Collectors.toMap(type -> type.group(1), type -> type.group(2)));
    }

    /** Metrics with a help text. */
    Set<String> helped() {
        return HELP.matcher(text).results().map(help -> help.group(1)).collect(Collectors.toSet());
    }

    /** The names of its labels by metric; the limit of a bucket is none. */
    Map<String, Set<String>> labels() {
        Map<String, Set<String>> labels = new TreeMap<>();
        types().keySet().forEach(metric -> labels.put(metric, new TreeSet<>()));
        SAMPLE.matcher(text)
                .results()
                .forEach(sample -> metrics(sample.group(1))
                        .filter(labels::containsKey)
                        .findFirst()
                        .ifPresent(metric ->
                                Objects.requireNonNull(labels.get(metric)).addAll(labelsOf(sample))));
        return labels;
    }

    /** The value of a sample, which is given as it stands there. */
    double value(String sample) {
        String line = text.lines()
                .filter(one -> one.startsWith(sample + " "))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + sample + " in\n" + text));
        return Double.parseDouble(line.substring(sample.length() + 1));
    }

    private static Stream<String> metrics(String sample) {
        return Stream.of(sample, sample.replaceFirst("_(bucket|sum|count)$", ""));
    }

    private static Set<String> labelsOf(MatchResult sample) {
        return sample.group(2) == null
                ? Set.of()
                : LABEL.matcher(sample.group(2))
                        .results()
                        .map(label -> label.group(1))
                        .filter(label -> !label.equals("le"))
                        .collect(Collectors.toSet());
    }
}
