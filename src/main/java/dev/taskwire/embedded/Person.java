package dev.taskwire.embedded;

import io.vertx.core.json.JsonObject;

/** Somebody of the team: a row of {@code profiles}. */
record Person(String id, String name, String email) {
    static Person from(JsonObject profile) {
        return new Person(profile.getString("id"), profile.getString("full_name"), profile.getString("email"));
    }

    String firstName() {
        return name.split(" ", 2)[0];
    }
}
