package dev.taskwire.config;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/** The sites whose pages may call the server from a browser; none by default. Each as a browser sends it. */
public record Origins(Set<String> origins) {
    private static final String ONE = "https?://[a-z0-9.:\\[\\]-]+";

    static Origins from(ConfigSection section) {
        String text = section.matching(
                "origins",
                "",
                "|" + ONE + "(\\s*,\\s*" + ONE + ")*",
                "origins separated by commas, such as https://app.example.com, without a path");
        return new Origins(Arrays.stream(text.split("\\s*,\\s*", -1))
                .filter(origin -> !origin.isEmpty())
                .collect(Collectors.toUnmodifiableSet()));
    }
}
