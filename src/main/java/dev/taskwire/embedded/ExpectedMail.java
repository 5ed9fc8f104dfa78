package dev.taskwire.embedded;

import java.time.Instant;

/**
 * A mail that a change must bring.
 *
 * @param mention words that it must hold
 */
record ExpectedMail(String recipient, String mention, Instant changedAt) {
    static ExpectedMail of(Change change, Team team) {
        if (change.kind() == ChangeKind.JOINED) {
            Person newcomer = Person.from(change.row().after());
            return new ExpectedMail(newcomer.email(), "", change.at());
        }
        String assignee = change.row().after().getString("assignee_id");
        String address = team.find(assignee).map(Person::email).orElse(assignee);
        return new ExpectedMail(address, change.row().after().getString("title"), change.at());
    }

    @Override
    public String toString() {
        return mention.isEmpty()
                ? "the welcome of " + recipient
                : "the mail to " + recipient + " about “" + mention + "”";
    }
}
