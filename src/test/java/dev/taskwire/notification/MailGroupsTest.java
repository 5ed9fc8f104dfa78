package dev.taskwire.notification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskwire.notification.MailContent.Rendered;
import dev.taskwire.notification.MailContent.Template;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MailGroupsTest {
    private static final Rendered WORDS = new Rendered("Subject", "Text", "<p>Text</p>");

    @Test
    void mailsThatSayTheSameGoTogether() {
        List<Mail> mails =
                List.of(mail("report", "a", WORDS), mail("report", "b", WORDS), mail("report", "c", rendered("Other")));

        assertThat(groups(mails, 1000)).containsExactly(List.of("a", "b"), List.of("c"));
    }

    @Test
    void mailsOfOneTemplateGoTogetherWhateverFillsThem() {
        List<Mail> mails = List.of(mail("report", "a", template("x", 1)), mail("report", "b", template("x", 2)));

        assertThat(groups(mails, 1000)).containsExactly(List.of("a", "b"));
    }

    @Test
    void typesStayApart() {
        assertThat(groups(List.of(mail("report", "a", WORDS), mail("summary", "b", WORDS)), 1000))
                .containsExactly(List.of("a"), List.of("b"));
    }

    @Test
    void noAddressIsTwiceInACallInWhateverCase() {
        List<Mail> mails = List.of(mail("report", "a", WORDS), mail("report", "A", WORDS), mail("report", "b", WORDS));

        assertThat(groups(mails, 1000)).containsExactly(List.of("a"), List.of("A", "b"));
    }

    @Test
    void noMoreGoTogetherThanMay() {
        List<Mail> mails = IntStream.range(0, 5)
                .mapToObj(i -> mail("report", "user" + i, WORDS))
                .toList();

        assertThat(groups(mails, 2)).extracting(List::size).containsExactly(2, 2, 1);
        assertThat(groups(mails, 1)).extracting(List::size).containsExactly(1, 1, 1, 1, 1);
    }

    private static List<List<String>> groups(List<Mail> mails, int most) {
        return MailGroups.of(mails, type -> most).stream()
                .map(group -> group.stream()
                        .map(mail -> mail.to().email().replace("@example.com", ""))
                        .toList())
                .toList();
    }

    private static Mail mail(String type, String user, MailContent content) {
        return new Mail(UUID.randomUUID(), type, new MailAddress(user + "@example.com", ""), content);
    }

    private static Rendered rendered(String subject) {
        return new Rendered(subject, WORDS.text(), WORDS.html());
    }

    private static Template template(String id, int number) {
        return new Template(id, new JsonObject().put("number", number));
    }
}
