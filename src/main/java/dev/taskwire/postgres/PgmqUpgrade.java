package dev.taskwire.postgres;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The way from one version of pgmq to another by the scripts that pgmq ships. */
final class PgmqUpgrade {
    private static final Pattern SCRIPT = Pattern.compile("pgmq--([0-9.]+)--([0-9.]+)\\.sql");

    private PgmqUpgrade() {}

    /** The scripts in the order in which they run. */
    static List<String> scripts(String from, String to) {
        return steps(from, to, PgmqExtension.files()).stream()
                .map(name -> PgmqExtension.read("extension/" + name))
                .toList();
    }

    static List<String> steps(String from, String to, List<String> files) {
        Map<String, Step> steps = files.stream()
                .map(SCRIPT::matcher)
                .filter(Matcher::matches)
                .map(matcher -> new Step(matcher.group(), matcher.group(1), matcher.group(2)))
                .collect(Collectors.toMap(Step::from, step -> step, Step::farther));
        List<String> path = new ArrayList<>();
        String version = from;
        while (!version.equals(to)) {
            @Nullable Step step = steps.get(version);
            if (step == null) {
                throw new MigrationException("there is no script that leads from pgmq " + from + " to " + to
                        + ": upgrade pgmq by hand, then run this again");
            }
            path.add(step.name);
            version = step.to;
        }
        return path;
    }

    private record Step(String name, String from, String to) {
        static Step farther(Step one, Step other) {
            return PgmqVersion.of(one.to).compareTo(PgmqVersion.of(other.to)) >= 0 ? one : other;
        }
    }
}
