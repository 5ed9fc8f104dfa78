package dev.taskwire;

import io.vertx.json.schema.OutputUnit;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** What a validator says is wrong, for people: each place once, and why, without what only follows from that. */
final class SchemaViolations {
    /** Of so many those are chosen that are told. */
    private static final int LOOKED_AT_MOST = 300;

    private final List<OutputUnit> said;

    private SchemaViolations(List<OutputUnit> said) {
        this.said = said;
    }

    /** {@link Misfit#LISTED_MOST} and one more at the most, so that it is seen that there are more. */
    static List<Violation> of(OutputUnit whole) {
        return new SchemaViolations(Objects.requireNonNullElse(whole.getErrors(), List.<OutputUnit>of()).stream()
                        .filter(unit -> unit.getError() != null)
                        .limit(LOOKED_AT_MOST)
                        .toList())
                .told();
    }

    private List<Violation> told() {
        List<Violation> violations = said.stream()
                .filter(unit -> said.stream().noneMatch(other -> explains(other, unit)))
                .map(unit -> new Violation(pointer(unit), unit.getError()))
                .distinct()
                .limit(Misfit.LISTED_MOST + 1)
                .toList();
        return violations.isEmpty() ? List.of(new Violation("", "it does not conform")) : violations;
    }

    private static boolean explains(OutputUnit other, OutputUnit unit) {
        return isWithin(other, unit) || isTheProperty(other, unit);
    }

    /** That a part does not fit is explained by what is wrong with it. */
    private static boolean isWithin(OutputUnit other, OutputUnit unit) {
        return other.getKeywordLocation().startsWith(unit.getKeywordLocation() + "/")
                && other.getInstanceLocation().startsWith(unit.getInstanceLocation());
    }

    /** A property that does not fit counts as an additional one as well. */
    private static boolean isTheProperty(OutputUnit other, OutputUnit unit) {
        String keyword = unit.getKeywordLocation();
        String beside = keyword.substring(0, keyword.lastIndexOf('/') + 1);
        return (keyword.endsWith("/additionalProperties") || keyword.endsWith("/unevaluatedProperties"))
                && other.getInstanceLocation().equals(unit.getInstanceLocation())
                && (other.getKeywordLocation().equals(beside + "properties")
                        || other.getKeywordLocation().startsWith(beside + "patternProperties"));
    }

    /** A location is the fragment of an address. */
    private static String pointer(OutputUnit unit) {
        String location = unit.getInstanceLocation().replaceFirst("^#", "").replace("+", "%2B");
        return URLDecoder.decode(location, StandardCharsets.UTF_8);
    }
}
