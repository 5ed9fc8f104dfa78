package dev.taskwire.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.json.JsonObject;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class SendGridDescriptionIT {
    /** In the form of the published one, as far as it matters: the body stands elsewhere, and refers to further places. */
    private static final JsonObject OURS = new JsonObject("""
            {"openapi": "3.1.0",
             "paths": {"/v3/mail/send": {"post": {"requestBody": {"$ref": "#/components/requestBodies/Send"}}}},
             "components": {
               "requestBodies": {"Send": {"content": {"application/json": {"schema": {
                 "type": "object",
                 "required": ["from"],
                 "properties": {"from": {"$ref": "#/components/schemas/Address"}}}}}}},
               "schemas": {"Address": {
                 "type": "object",
                 "required": ["email"],
                 "properties": {"email": {"type": "string", "format": "email"}}}}}}
            """);

    @Test
    void isFollowedFromPlaceToPlace() {
        SendGridDescription description = SendGridDescription.of(OURS);

        assertThat(description.objectionTo(new JsonObject("{\"from\": {\"email\": \"ada@example.com\"}}")))
                .isEmpty();
        assertThat(description.objectionTo(new JsonObject())).get().asString().contains("\"from\"");
        assertThat(description.objectionTo(new JsonObject("{\"from\": {\"email\": \"nobody\"}}")))
                .get()
                .asString()
                .contains("#/from/email");
    }

    @Test
    void thePublishedOneFindsWhatOurRulesDoNot() {
        Optional<SendGridDescription> published = SendGridDescription.published();
        assumeTrue(published.isPresent(), SendGridDescription.VARIABLE + " names no description");
        JsonObject right = SendGridRulesTest.body();
        JsonObject wrong =
                right.copy().put("mail_settings", new JsonObject("{\"sandbox_mode\": {\"enable\": \"perhaps\"}}"));

        assertThat(published.get().objectionTo(right)).isEmpty();
        assertThat(SendGridRules.brokenBy(wrong, 500)).isEmpty();
        assertThat(published.get().objectionTo(wrong))
                .get()
                .asString()
                .contains("#/mail_settings/sandbox_mode/enable", "Expected boolean");
    }

    @Test
    void thePublishedOneFollowsItsReferences() {
        Optional<SendGridDescription> published = SendGridDescription.published();
        assumeTrue(published.isPresent(), SendGridDescription.VARIABLE + " names no description");
        JsonObject wrong = SendGridRulesTest.body();
        wrong.getJsonArray("personalizations")
                .getJsonObject(1)
                .getJsonArray("to")
                .getJsonObject(0)
                .put("email", "nobody");

        assertThat(SendGridRules.brokenBy(wrong, 500)).isEmpty();
        assertThat(published.get().objectionTo(wrong)).get().asString().contains("#/personalizations/1/to/0/email");
    }
}
