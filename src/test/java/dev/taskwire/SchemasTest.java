package dev.taskwire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskwire.Payloads.Reading;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Schemas, versions and types by themselves: what is wrong with a payload, with a schema, and with what is to be sent. */
final class SchemasTest {
    static final JsonObject SIZE = new JsonObject("""
            {"type": "object", "required": ["image", "width"], "additionalProperties": false,
             "properties": {"image": {"type": "string"}, "width": {"$ref": "#/$defs/pixels"}, "a/b~c é": {"type": "null"}},
             "$defs": {"pixels": {"type": "integer", "minimum": 1}}}
            """);

    private static final JsonObject ANYTHING = new JsonObject();

    private static Evolution evolution(Schemas schemas) {
        List<String> problems = new ArrayList<>();
        Evolution evolution = Evolution.of(schemas, problems);
        assertThat(problems).isEmpty();
        return evolution;
    }

    private static List<String> problems(Schemas schemas) {
        List<String> problems = new ArrayList<>();
        Evolution unused = Evolution.of(schemas, problems);
        return problems;
    }

    private static Misfit misfit(Evolution evolution, Object payload) {
        return evolution.misfit(evolution.current(), payload).orElseThrow();
    }

    @Test
    void whatConformsFitsAndWhatDoesNotSaysWhereAndWhy() {
        Evolution evolution = evolution(Schemas.from(1, SIZE));

        assertThat(evolution.misfit(1, LibraryStage.picture("a.png", 80))).isEmpty();
        Misfit misfit = misfit(
                evolution,
                new JsonObject().put("width", 0.5).put("colour", "red").put("a/b~c é", 1));
        assertThat(misfit.violations())
                .extracting(Violation::pointer)
                .containsExactlyInAnyOrder("", "/width", "/width", "/colour", "/a~1b~0c é");
        assertThat(misfit.reason())
                .startsWith("the message does not conform to version 1: ")
                .contains("/width: ")
                .contains("image");
    }

    @Test
    void ofManyViolationsSomeAreTold() {
        Evolution evolution =
                evolution(Schemas.from(1, new JsonObject("{\"items\": {\"enum\": [\"" + "x".repeat(1000) + "\"]}}")));

        Misfit misfit = misfit(evolution, new JsonArray(Collections.nCopies(1_000, "wrong")));

        assertThat(misfit.violations()).hasSize(Misfit.LISTED_MOST);
        assertThat(misfit.reason()).hasSizeLessThan(8_000).endsWith("; and more");
        assertThat(misfit(evolution, new JsonArray(Collections.nCopies(100_000, "wrong")))
                        .reason())
                .endsWith("it does not conform, and is too large to be told where");
    }

    @Test
    void anOldMessageBecomesOneOfTheCurrentVersionStepByStep() {
        Schemas schemas = Schemas.from(1, new JsonObject("{\"required\": [\"a\"]}"))
                .upcast(old -> old.put("b", old.getInteger("a") + 1))
                .version(2, new JsonObject("{\"required\": [\"a\", \"b\"]}"))
                .upcast(old -> new JsonObject().put("c", old.getInteger("b") + 1))
                .version(3, new JsonObject("{\"required\": [\"c\"], \"properties\": {\"c\": {\"maximum\": 10}}}"));
        Evolution evolution = evolution(schemas);
        JsonObject stored = new JsonObject().put("a", 1);

        assertThat(evolution.read(1, stored)).isEqualTo(new Reading.Fits<>(new JsonObject().put("c", 3)));
        assertThat(stored).isEqualTo(new JsonObject().put("a", 1));
        assertThat(evolution.read(2, new JsonObject().put("a", 1).put("b", 4)))
                .isEqualTo(new Reading.Fits<>(new JsonObject().put("c", 5)));
        assertThat(reason(evolution.read(1, new JsonObject().put("b", 1)))).contains("conform to version 1");
        assertThat(reason(evolution.read(1, new JsonObject().put("a", 20))))
                .contains("conform to version 3")
                .contains("/c");
        assertThat(reason(evolution.read(1, new JsonObject().put("a", "text"))))
                .startsWith("the upcast from version 1 to 2 failed: java.lang.ClassCastException");
        assertThat(reason(evolution.read(2, new JsonArray())))
                .startsWith("version 2 of the message cannot become version 3: it is no object");
        assertThat(evolution.knows(3)).isTrue();
        assertThat(evolution.knows(4)).isFalse();
    }

    private static String reason(Reading<Object> reading) {
        return ((Reading.Unfit<Object>) reading).misfit().reason();
    }

    private static final Map<String, String> NO_SCHEMAS = Map.ofEntries(
            Map.entry("{'type': 'objekt'}", "it is no JSON Schema: /type"),
            Map.entry("{'properties': {'a': {'maxLength': 'ten'}}}", "/properties/a/maxLength"),
            Map.entry("{'properties': {'a': {'$ref': '#/$defs/b'}}}", "Unresolved $ref #/$defs/b"),
            Map.entry("{'$ref': 'https://example.com/schema.json'}", "Unresolved $ref https://example.com/schema.json"),
            Map.entry("{'$ref': '#'}", "its references go in a circle"),
            Map.entry("{'$defs': {'a': {'allOf': [{'$ref': '#/$defs/a'}]}}}", "its references go in a circle"),
            Map.entry("{'$schema': 'http://example.com/own'}", "$schema: expected draft 4, 7, 2019-09 or 2020-12"),
            Map.entry("{'$schema': 'http://json-schema.org/draft-07/schema#', 'minimum': '1'}", "/minimum"),
            Map.entry(
                    "{'$schema': 'http://json-schema.org/draft-04/schema#', 'exclusiveMinimum': 1}",
                    "/exclusiveMinimum"),
            Map.entry("{'$schema': 'https://json-schema.org/draft/2019-09/schema', 'required': 'a'}", "/required"),
            Map.entry("{'properties': {'a': {'pattern': '['}}}", "/properties/a/pattern"));

    @Test
    void aSchemaThatIsNoneIsFoundAtTheStart() {
        assertThat(NO_SCHEMAS)
                .allSatisfy((schema, problem) -> assertThat(
                                problems(Schemas.from(3, new JsonObject(schema.replace('\'', '"')))))
                        .as(schema)
                        .singleElement()
                        .asString()
                        .startsWith("schemas: version 3: ")
                        .contains(problem));
    }

    @Test
    void versionsFollowOneAnotherWithAnUpcastBetween() {
        assertThat(problems(Schemas.from(0, ANYTHING).version(2, ANYTHING).upcast(old -> old)))
                .containsExactly(
                        "schemas: expected a version from 1 on, got 0",
                        "schemas: version 0: expected 1 upcast after it, got 0",
                        "schemas: version 2: expected version 1 here",
                        "schemas: version 2: expected 0 upcast after it, got 1");
    }

    @Test
    void aPayloadThatIsDeepOrHugeIsAnsweredSoon() {
        Evolution tree = evolution(
                Schemas.from(
                        1,
                        new JsonObject(
                                "{\"properties\": {\"child\": {\"$ref\": \"#\"}}, \"items\": {\"$ref\": \"#\"}, \"uniqueItems\": true}")));
        JsonObject deep = new JsonObject();
        for (int i = 0; i < 20_000; i++) {
            deep = new JsonObject().put("child", deep);
        }
        List<Object> numbers = new ArrayList<>();
        for (int i = 0; i < 1_000_000; i++) {
            numbers.add(i);
        }
        long begun = System.nanoTime();

        assertThat(misfit(tree, deep).reason()).contains("nested too deeply");
        assertThat(misfit(tree, new JsonObject().put("child", new JsonArray(numbers)))
                        .reason())
                .contains("an array of more than 2000 items");
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
    }

    private static <T> OwnQueue<T> handler(String queue, Class<T> type, QueueOptions options) {
        return OwnQueue.single(queue, type, options, (payload, delivery) -> Future.succeededFuture(Outcome.done()));
    }

    @Test
    void whatIsSentIsLabelledAsItsHandlerTakesIt() {
        QueueOptions plain = QueueOptions.defaults();
        Schemas second = Schemas.from(1, ANYTHING).upcast(old -> old).version(2, SIZE);
        MessageContracts contracts = MessageContracts.of(List.of(
                handler("one", JsonObject.class, plain.type("thumbnail").schemas(second)),
                handler("two", JsonObject.class, plain.type("a")),
                handler("two", JsonObject.class, plain.type("b")),
                handler("plain", JsonObject.class, plain)));
        SendOptions options = SendOptions.defaults();

        assertThat(contracts.label("one", options).headers())
                .isEqualTo(new JsonObject().put("type", "thumbnail").put("version", 2));
        assertThat(contracts
                        .label("one", options.header("version", 1))
                        .headers()
                        .getInteger("version"))
                .isEqualTo(1);
        assertThat(contracts.label("one", options.type("video")).headers())
                .isEqualTo(new JsonObject().put("type", "video"));
        assertThat(contracts.label("two", options.type("b")).headers()).isEqualTo(new JsonObject().put("type", "b"));
        assertThat(contracts.label("plain", options).headers()).isEmpty();
        assertThat(contracts.label("elsewhere", options.type("c")).headers())
                .isEqualTo(new JsonObject().put("type", "c"));
        assertThatThrownBy(() -> contracts.label("two", options))
                .isInstanceOf(TaskwireException.class)
                .hasMessageContaining("SendOptions.type of which type the message is: a, b");
        assertThatThrownBy(() -> contracts.label("one", options.header("version", 3)))
                .hasMessageContaining("type thumbnail, version 3, is not known here; the current version is 2");
        assertThatThrownBy(() -> contracts.label("one", options).write(List.of(LibraryStage.picture("a", 1), 7)))
                .hasMessageStartingWith("of message 2: the message does not conform to version 2: ");
    }
}
