package dev.taskwire.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemplatesTest {
    private final Templates builtIn = Templates.load(Templates.BUILT_IN);

    @Test
    void tellsWhoAssignedWhat() {
        MailContent.Rendered content = assignment(Map.of());

        assertThat(content.subject()).isEqualTo("Grace assigned you “Water the plants”");
        assertThat(content.text()).contains("Hello Ada,").contains("\n    Water the plants\n");
        assertThat(content.html()).contains(">Water the plants<").contains("href=\"https://example.com/tasks/1\"");
    }

    @Test
    void escapesMarkupInHtmlAlone() {
        MailContent.Rendered content = assignment(Map.of("task_title", "<script>alert(1)</script> & \"'{{ 7 * 7 }}"));

        assertThat(content.html())
                .contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;&#39;{{ 7 * 7 }}")
                .doesNotContain("<script");
        assertThat(content.text()).contains("<script>alert(1)</script> & \"'{{ 7 * 7 }}");
        assertThat(content.subject()).contains("<script>alert(1)</script>");
    }

    @Test
    void addressCannotLeaveItsAttribute() {
        MailContent.Rendered content = assignment(Map.of("task_url", "https://example.com/\"onclick=\"evil()"));

        assertThat(content.html()).contains("href=\"https://example.com/&quot;onclick=&quot;evil()\"");
    }

    @Test
    void hasNoButtonWithoutAnAddress() {
        MailContent.Rendered content = assignment(Map.of("task_url", ""));

        assertThat(content.html()).doesNotContain("<a ");
        assertThat(content.text()).doesNotContain("Open it");
    }

    @Test
    void managesWithoutNamesAndTitle() {
        MailContent.Rendered content = assignment(Map.of("assigner_name", "", "assignee_name", "", "task_title", ""));

        assertThat(content.subject()).isEqualTo("You have a new task: Untitled task");
        assertThat(content.text()).startsWith("Hello,\n\nyou have a new task:\n");
        assertThat(content.html()).contains("Untitled task");
    }

    @Test
    void subjectIsOneLineHoweverTheTitleBreaks() {
        MailContent.Rendered content = assignment(Map.of("task_title", "a\r\nBcc: x@example.com\u2028b\u0085c"));

        assertThat(content.subject()).isEqualTo("Grace assigned you “a Bcc: x@example.com b c”");
    }

    @Test
    void subjectOfALongTitleIsShortenedAndTheBodyKeepsItWhole() {
        String title = "😀".repeat(10_000);

        MailContent.Rendered content = assignment(Map.of("task_title", title));

        assertThat(content.subject().codePointCount(0, content.subject().length()))
                .isEqualTo(200);
        assertThat(content.subject()).endsWith("😀…");
        assertThat(content.text()).contains(title);
        assertThat(content.html()).contains(title);
    }

    @Test
    void directionOfATitleStaysWithTheTitle() {
        MailContent.Rendered content = assignment(Map.of("task_title", "\u202Eשלום"));

        assertThat(content.subject()).isEqualTo("Grace assigned you “שלום”");
        assertThat(content.html()).containsPattern("<td [^>]*dir=\"auto\"[^>]*>\u202Eשלום</td>");
        assertThat(content.text()).contains("\n    \u202Eשלום\n");
    }

    @Test
    void welcomesWithAndWithoutAName() {
        Map<String, Object> named = sample(NotificationType.WELCOME_EMAIL);
        Map<String, Object> nameless = with(named, Map.of("name", ""));

        assertThat(builtIn.render(NotificationType.WELCOME_EMAIL, named).subject())
                .isEqualTo("Welcome, Ada");
        assertThat(builtIn.render(NotificationType.WELCOME_EMAIL, nameless).subject())
                .isEqualTo("Welcome");
    }

    @Test
    void namesTheTemplateAndLineOfAMistake(@TempDir Path folder) throws IOException {
        copyBuiltIn(folder);
        Files.writeString(folder.resolve("task_assigned/text"), "Hello\n\n{% wenn assignee_name %}\n");

        assertThatThrownBy(() -> Templates.load(folder.toString()))
                .isInstanceOf(BrokenTemplateException.class)
                .hasMessageStartingWith("template task_assigned/text, line 3: ");
    }

    @Test
    void findsAnUnknownVariableAtTheStart(@TempDir Path folder) throws IOException {
        copyBuiltIn(folder);
        Files.writeString(folder.resolve("welcome_email/html"), "<p>\n{{ nmae }}</p>");

        assertThatThrownBy(() -> Templates.load(folder.toString()))
                .isInstanceOf(BrokenTemplateException.class)
                .hasMessageStartingWith("template welcome_email/html, line 2: ")
                .hasMessageContaining("nmae");
    }

    @Test
    void namesAMissingTemplate(@TempDir Path folder) throws IOException {
        copyBuiltIn(folder);
        Files.delete(folder.resolve("task_assigned/html"));

        assertThatThrownBy(() -> Templates.load(folder.toString()))
                .isInstanceOf(BrokenTemplateException.class)
                .hasMessageContaining("task_assigned/html");
    }

    @Test
    void refusesAnEmptySubject(@TempDir Path folder) throws IOException {
        copyBuiltIn(folder);
        Files.writeString(folder.resolve("task_assigned/subject"), " \n");

        assertThatThrownBy(() -> Templates.load(folder.toString()))
                .isInstanceOf(BrokenTemplateException.class)
                .hasMessageContaining("task_assigned/subject");
    }

    @Test
    void takesTheUsersOwnWords(@TempDir Path folder) throws IOException {
        copyBuiltIn(folder);
        Files.writeString(folder.resolve("welcome_email/subject"), "Willkommen, {{ name }}!");

        MailContent.Rendered content = Templates.load(folder.toString())
                .render(NotificationType.WELCOME_EMAIL, sample(NotificationType.WELCOME_EMAIL));

        assertThat(content.subject()).isEqualTo("Willkommen, Ada!");
    }

    private MailContent.Rendered assignment(Map<String, Object> changes) {
        Map<String, Object> sample = sample(NotificationType.TASK_ASSIGNED);
        return builtIn.render(NotificationType.TASK_ASSIGNED, with(sample, changes));
    }

    private static Map<String, Object> sample(String type) {
        return Objects.requireNonNull(NotificationType.SAMPLES.get(type));
    }

    private static Map<String, Object> with(Map<String, Object> variables, Map<String, Object> changes) {
        Map<String, Object> all = new HashMap<>(variables);
        all.putAll(changes);
        return all;
    }

    private static void copyBuiltIn(Path folder) throws IOException {
        for (String type : NotificationType.SAMPLES.keySet()) {
            Path copy = Files.createDirectories(folder.resolve(type));
            for (String file : new String[] {"subject", "text", "html"}) {
                Files.copy(Path.of("conf/templates", type, file), copy.resolve(file));
            }
        }
    }
}
