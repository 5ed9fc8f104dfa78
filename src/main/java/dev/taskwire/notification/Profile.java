package dev.taskwire.notification;

import io.vertx.core.json.JsonObject;

/**
 * What is known about a person.
 *
 * @param id the key of the user's own table, as text
 * @param email empty where there is none
 * @param name empty where there is none
 */
record Profile(String id, String email, String name) {
    static Profile from(JsonObject json) {
        return new Profile(json.getString("id", ""), json.getString("email", ""), json.getString("name", ""));
    }

    JsonObject toJson() {
        return new JsonObject().put("id", id).put("email", email).put("name", name);
    }

    /** Why no mail can go there, in a sentence for people, which leaves the address out: it is nobody else's business. */
    String whyNoMail() {
        String user = "the user " + SingleLine.of(id, 100);
        return email.isEmpty() ? user + " has no e-mail address" : user + " has an e-mail address that is none";
    }
}
