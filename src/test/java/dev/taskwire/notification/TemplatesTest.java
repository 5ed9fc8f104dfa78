package dev.taskwire.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskwire.notification.MailContent.Rendered;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TemplatesTest {
    private final Templates builtIn = load(Templates.BUILT_IN);

    @Test
    void tellsWhoAssignedWhat() {
        Rendered content = assignment(Map.of());

        assertThat(content.subject()).isEqualTo("Grace assigned you “Water the plants”");
        assertThat(content.text()).contains("Hello Ada,").contains("\n    Water the plants\n");
        assertThat(content.html()).contains(">Water the plants<").contains("href=\"https://example.com/tasks/1\"");
    }

    @Test
    void escapesMarkupInHtmlAlone() {
        Rendered content = assignment(Map.of("task_title", "<script>alert(1)</script> & \"'{{ 7 * 7 }}"));

        assertThat(content.html())
                .contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;&#39;{{ 7 * 7 }}")
                .doesNotContain("<script");
        assertThat(content.text()).contains("<script>alert(1)</script> & \"'{{ 7 * 7 }}");
        assertThat(content.subject()).contains("<script>alert(1)</script>");
    }

    @Test
    void addressCannotLeaveItsAttribute() {
        Rendered content = assignment(Map.of("task_url", "https://example.com/\"onclick=\"evil()"));

        assertThat(content.html()).contains("href=\"https://example.com/&quot;onclick=&quot;evil()\"");
    }

    @Test
    void hasNoButtonWithoutAnAddress() {
        Rendered content = assignment(Map.of("task_url", ""));

        assertThat(content.html()).doesNotContain("<a ");
        assertThat(content.text()).doesNotContain("Open it");
    }

    @Test
    void managesWithoutNamesAndTitle() {
        Rendered content = assignment(Map.of("assigner_name", "", "assignee_name", "", "task_title", ""));

        assertThat(content.subject()).isEqualTo("You have a new task: Untitled task");
        assertThat(content.text()).startsWith("Hello,\n\nyou have a new task:\n");
        assertThat(content.html()).contains("Untitled task");
    }

    @Test
    void subjectIsOneLineHoweverTheTitleBreaks() {
        Rendered content = assignment(Map.of("task_title", "a\r\nBcc: x@example.com\u2028b\u0085c"));

        assertThat(content.subject()).isEqualTo("Grace assigned you “a Bcc: x@example.com b c”");
    }

    @Test
    void subjectOfALongTitleIsShortenedAndTheBodyKeepsItWhole() {
        String title = "😀".repeat(10_000);

        Rendered content = assignment(Map.of("task_title", title));

        assertThat(content.subject().codePointCount(0, content.subject().length()))
                .isEqualTo(200);
        assertThat(content.subject()).endsWith("😀…");
        assertThat(content.text()).contains(title);
        assertThat(content.html()).contains(title);
    }

    @Test
    void directionOfATitleStaysWithTheTitle() {
        Rendered content = assignment(Map.of("task_title", "\u202Eשלום"));

        assertThat(content.subject()).isEqualTo("Grace assigned you “שלום”");
        assertThat(content.html()).containsPattern("<td [^>]*dir=\"auto\"[^>]*>\u202Eשלום</td>");
        assertThat(content.text()).contains("\n    \u202Eשלום\n");
    }

    @Test
    void welcomesWithAndWithoutAName() {
        Map<String, Object> named = sample("welcome_email");
        Map<String, Object> nameless = with(named, Map.of("name", ""));

        assertThat(builtIn.render("welcome_email", named).subject()).isEqualTo("Welcome, Ada");
        assertThat(builtIn.render("welcome_email", nameless).subject()).isEqualTo("Welcome");
    }

    @Test
    void namesTheTemplateAndLineOfAMistake(@TempDir Path folder) throws IOException {
        write(folder.resolve("task_assigned/text"), "Hello\n\n{% wenn assignee_name %}\n");

        assertThatThrownBy(() -> load(folder.toString()))
                .isInstanceOf(BrokenTemplateException.class)
                .hasMessageStartingWith("template task_assigned/text, line 3: ");
    }

    @Test
    void findsAnUnknownVariableAtTheStart(@TempDir Path folder) throws IOException {
        write(folder.resolve("welcome_email/html"), "<p>\n{{ nmae }}</p>");

        assertThatThrownBy(() -> load(folder.toString()))
                .isInstanceOf(BrokenTemplateException.class)
                .hasMessageStartingWith("template welcome_email/html, line 2: ")
                .hasMessageContaining("nmae");
    }

    @Test
    void whatTheUsersFolderLacksComesFromTheJar(@TempDir Path folder) throws IOException {
        write(folder.resolve("layout/html"), "<p>Ours</p>{% block words %}{% endblock %}");

        Rendered content = load(folder.toString()).render("welcome_email", sample("welcome_email"));

        assertThat(content.subject()).isEqualTo("Welcome, Ada");
        assertThat(content.html()).startsWith("<p>Ours</p>Your account is ready.");
    }

    @Test
    void namesAllThatIsMissingOrBroken(@TempDir Path folder) throws IOException {
        write(folder.resolve("order_shipped/subject"), "Order {{ number }}");
        write(folder.resolve("order_shipped/sample.json"), "{\"number\": 17}");
        write(folder.resolve("welcome_email/subject"), "{{ nmae }}");

        assertThatThrownBy(() -> load(
                        folder.toString(), Map.of("types", Map.of("order_shipped", Map.of(), "no_sample", Map.of()))))
                .isInstanceOf(BrokenTemplateException.class)
                .hasMessageContaining("template order_shipped/text")
                .hasMessageContaining("template welcome_email/subject, line 1: ")
                .hasMessageContaining("template no_sample/sample.json: it is missing");
    }

    @Test
    void namesAFolderThatIsNotThere() {
        assertThatThrownBy(() -> load("no/such/folder"))
                .isInstanceOf(BrokenTemplateException.class)
                .hasMessage("template no/such/folder: there is no such folder");
    }

    @Test
    void typesThatAreGatheredNeedWordsForSeveral() {
        Map<String, Object> gathered = Map.of("digest", "5m");

        assertThat(load(Templates.BUILT_IN, Map.of("types", Map.of("task_assigned", gathered)))
                        .render("task_assigned_digest", builtIn.sample("task_assigned_digest")))
                .satisfies(content -> assertThat(content.subject()).isEqualTo("You have 3 new tasks"))
                .satisfies(content -> assertThat(content.text())
                        .contains("  - Plan the database upgrade (from Noah)\n")
                        .contains("and 1 more"))
                .satisfies(content ->
                        assertThat(content.html()).contains("Water the plants").contains("and 1 more"));
        assertThatThrownBy(() -> load(Templates.BUILT_IN, Map.of("types", Map.of("welcome_email", gathered))))
                .hasMessageContaining("welcome_email_digest/sample.json");
    }

    @Test
    void aTemplateOfTheProvidersNeedsNoneOfOurs() {
        Map<String, Object> kept = Map.of("sendgrid_template", "d-0123456789abcdef0123456789abcdef");

        assertThat(load(Templates.BUILT_IN, Map.of("types", Map.of("order_shipped", kept)))
                        .subject("order_shipped", Map.of()))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"daily_report", "weekly_summary"})
    void reportsTellTheirFiguresInBothParts(String type) {
        Rendered content = builtIn.render(type, sample(type));

        assertThat(content.subject()).contains("tasks created").doesNotContain("{{");
        for (String variable : List.of("total_tasks", "created_tasks", "completed_tasks", "new_users")) {
            String figure = String.valueOf(sample(type).get(variable));
            assertThat(content.text()).contains(" " + figure + "\n");
            assertThat(content.html()).contains(">" + figure + "<");
        }
    }

    @Test
    void refusesAnEmptySubject(@TempDir Path folder) throws IOException {
        write(folder.resolve("task_assigned/subject"), " \n");

        assertThatThrownBy(() -> load(folder.toString()))
                .isInstanceOf(BrokenTemplateException.class)
                .hasMessageContaining("task_assigned/subject");
    }

    @Test
    void takesTheUsersOwnWords(@TempDir Path folder) throws IOException {
        write(folder.resolve("welcome_email/subject"), "Willkommen, {{ name }}!");

        Rendered content = load(folder.toString()).render("welcome_email", sample("welcome_email"));

        assertThat(content.subject()).isEqualTo("Willkommen, Ada!");
    }

    private Rendered assignment(Map<String, Object> changes) {
        Map<String, Object> sample = sample(NotificationType.TASK_ASSIGNED);
        return builtIn.render(NotificationType.TASK_ASSIGNED, with(sample, changes));
    }

    private Map<String, Object> sample(String type) {
        return builtIn.sample(type);
    }

    private static Templates load(String folder) {
        return load(folder, Map.of());
    }

    /** @param section what a file says under notifications */
    private static Templates load(String folder, Map<String, Object> section) {
        return Templates.load(folder, TestTypes.of(TestTypes.config(section)));
    }

    private static Map<String, Object> with(Map<String, Object> variables, Map<String, Object> changes) {
        Map<String, Object> all = new HashMap<>(variables);
        all.putAll(changes);
        return all;
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.writeString(file, text);
    }
}
