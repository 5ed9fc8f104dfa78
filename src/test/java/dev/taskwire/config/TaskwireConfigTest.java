package dev.taskwire.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TaskwireConfigTest {
    private static final Map<String, String> DATABASE = Map.of("DATABASE_URL", "postgres://u:p@localhost/db");

    @Test
    void hasADefaultForEverythingButTheDatabase() {
        TaskwireConfig config = TaskwireConfig.from(Map.of(), DATABASE);

        assertThat(config.database().listenUrl()).isEqualTo(config.database().url());
        assertThat(config.queues().activityLog().name()).isEqualTo("activity_log");
        assertThat(config.queues().notifications().visibilityTimeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.wake()).isEqualTo(WakeMode.COALESCED);
        assertThat(config.migrateOnStart()).isTrue();
        assertThat(config.mail().sendGrid().apiKey()).isEmpty();
    }

    @Test
    void namesTheVariableWhenTheDatabaseIsMissing() {
        assertThat(problems(Map.of(), Map.of()))
                .containsExactly(
                        "database.url: missing; set DATABASE_URL to postgres://user:password@host:5432/database");
    }

    @Test
    void listsEveryProblemAtOnce() {
        Map<String, Object> file = Map.of(
                "wake", "sometimes",
                "queues", Map.of("activity_log", Map.of("batch_size", 0, "colour", "red")),
                "http", Map.of("port", "eighty"));

        assertThat(problems(file, DATABASE))
                .satisfiesExactlyInAnyOrder(
                        problem -> assertThat(problem)
                                .startsWith("wake: expected one of coalesced, always, off, got \"sometimes\""),
                        problem -> assertThat(problem)
                                .startsWith(
                                        "queues.activity_log.batch_size: expected a whole number from 1 to 10000, got \"0\""),
                        problem -> assertThat(problem).startsWith("queues.activity_log.colour: unknown key"),
                        problem ->
                                assertThat(problem).startsWith("http.port: expected a whole number from 0 to 65535"));
    }

    @ParameterizedTest
    @CsvSource({
        "SENDGRID_BASE_URL, http://mail.example.com, mail.base_url",
        "SENDGRID_BASE_URL, https://mail.example.com/v3, mail.base_url",
        "TASKWIRE_DATABASE_TABLES_SCHEMA, My Schema, database.tables_schema",
        "TASKWIRE_QUEUES_NOTIFICATIONS_NAME, Mails, queues.notifications.name",
        "TASKWIRE_QUEUES_NOTIFICATIONS_POLL_INTERVAL, 5, queues.notifications.poll_interval",
        "TASKWIRE_QUEUES_NOTIFICATIONS_INSTANCES, 65, queues.notifications.instances",
        "TASKWIRE_QUEUES_NOTIFICATIONS_ON_SUCCESS, keep, queues.notifications.on_success",
        "TASKWIRE_QUEUES_NOTIFICATIONS_ATTEMPT_TIMEOUT, 10s, mail.timeout",
        "TASKWIRE_QUEUES_NOTIFICATIONS_VISIBILITY_TIMEOUT, 20s, queues.notifications.visibility_timeout",
        "TASKWIRE_QUEUES_NOTIFICATIONS_ATTEMPTS, 0, queues.notifications.attempts",
        "TASKWIRE_QUEUES_NOTIFICATIONS_BACKOFF_MOST, 500ms, queues.notifications.backoff_most",
        "TASKWIRE_QUEUES_NOTIFICATIONS_NAME, activity_log, queues.name",
        "TASKWIRE_MIGRATE_ON_START, yes, migrate_on_start",
        "TASKWIRE_MAIL_FROM_ADDRESS, nobody, mail.from_address",
        "TASKWIRE_MAIL_TIMEOUT, 20s, mail.timeout",
        "TASKWIRE_MAIL_WAY, fax, mail.way",
        "TASKWIRE_MAIL_WAY, smtp, mail.smtp.host",
        "SMTP_HOST, mail.example.com:25, mail.smtp.host",
        "SMTP_USERNAME, ada, mail.smtp.password",
        "SMTP_PASSWORD, secret, mail.smtp.username",
        "TASKWIRE_MAIL_SMTP_PORT, 0, mail.smtp.port",
        "TASKWIRE_MAIL_SMTP_SECURITY, ssl, mail.smtp.security",
        "TASKWIRE_MAIL_SMTP_HELLO_NAME, two words, mail.smtp.hello_name",
        "SLACK_WEBHOOK_URL, http://hooks.slack.com/services/secret, slack.webhook_url",
        "SLACK_WEBHOOK_URL, https://ada:secret@hooks.slack.com/, slack.webhook_url",
        "TASKWIRE_NOTIFICATIONS_TASK_URL, javascript:alert(1), notifications.task_url",
        "TASKWIRE_NOTIFICATIONS_ON_UNKNOWN, retry, notifications.on_unknown",
        "TASKWIRE_NOTIFICATIONS_TYPES_WELCOME_EMAIL_ON_UNKNOWN, no, notifications.types.welcome_email.on_unknown",
        "TASKWIRE_NOTIFICATIONS_TYPES_REPORT_ON_UNKNOWN, hold, environment variable"
                + " TASKWIRE_NOTIFICATIONS_TYPES_REPORT_ON_UNKNOWN",
        "TASKWIRE_NOTIFICATIONS_TYPES_TASK_ASSIGNED_CHANNELS, 'email, pigeon', notifications.types.task_assigned.channels",
        "TASKWIRE_NOTIFICATIONS_TYPES_TASK_ASSIGNED_TOGETHER, 1001, notifications.types.task_assigned.together",
        "TASKWIRE_NOTIFICATIONS_TYPES_TASK_ASSIGNED_DIGEST, 8d, notifications.types.task_assigned.digest",
        "TASKWIRE_NOTIFICATIONS_TYPES_TASK_ASSIGNED_SENDGRID_TEMPLATE, mine,"
                + " notifications.types.task_assigned.sendgrid_template",
        "TASKWIRE_QUEUE_ACTIVITY_LOG_INSTANCES, 2, environment variable TASKWIRE_QUEUE_ACTIVITY_LOG_INSTANCES",
    })
    void refuses(String variable, String value, String key) {
        Map<String, String> environment = new HashMap<>(DATABASE);
        environment.put(variable, value);

        assertThat(problems(Map.of(), environment)).singleElement().asString().startsWith(key + ":");
    }

    @Test
    void theEnvironmentWinsOverTheFile() {
        Map<String, Object> file = Map.of("http", Map.of("port", 1), "mail", Map.of("api_key", "file"));
        Map<String, String> environment = new HashMap<>(DATABASE);
        environment.put("TASKWIRE_HTTP_PORT", "2");
        environment.put("SENDGRID_API_KEY", "environment");

        TaskwireConfig config = TaskwireConfig.from(file, environment);

        assertThat(config.http().port()).isEqualTo(2);
        assertThat(config.mail().sendGrid().apiKey()).contains(new Secret("environment"));
    }

    @Test
    void ignoresTheVariablesThatKubernetesSetsForAServiceOfThisName() {
        Map<String, String> environment = new HashMap<>(DATABASE);
        environment.put("TASKWIRE_SERVICE_HOST", "10.0.0.1");
        environment.put("TASKWIRE_PORT_8080_TCP", "tcp://10.0.0.1:8080");

        assertThat(TaskwireConfig.from(Map.of(), environment).http().port()).isEqualTo(8080);
    }

    @Test
    void understandsOffThoughYamlReadsItAsFalse() {
        assertThat(TaskwireConfig.from(Map.of("wake", false), DATABASE).wake()).isEqualTo(WakeMode.OFF);
    }

    @Test
    void aTypeOfMessageMayHaveARetryPolicyOfItsOwn() {
        Map<String, Object> file = Map.of(
                "queues",
                Map.of(
                        "notifications",
                        Map.of("attempts", 5, "by_type", Map.of("welcome_email", Map.of("backoff", "1m")))));

        QueueConfig queue = TaskwireConfig.from(file, DATABASE).queues().notifications();

        assertThat(queue.retry().attempts()).isEqualTo(5);
        assertThat(queue.retryByType())
                .containsOnly(
                        Map.entry("welcome_email", new RetryConfig(5, Duration.ofMinutes(1), Duration.ofMinutes(15))));
    }

    @Test
    void whatBecomesOfAnUnknownMailIsSetForAllTypesAndForOne() {
        Map<String, Object> file = Map.of("notifications", Map.of("on_unknown", "hold"));
        Map<String, String> environment = new HashMap<>(DATABASE);
        environment.put("TASKWIRE_NOTIFICATIONS_TYPES_TASK_ASSIGNED_ON_UNKNOWN", "give_up");

        assertThat(onUnknown(TaskwireConfig.from(Map.of(), DATABASE)))
                .containsEntry("task_assigned", OnUnknown.RESEND)
                .containsEntry("welcome_email", OnUnknown.RESEND);
        assertThat(onUnknown(TaskwireConfig.from(file, environment)))
                .containsEntry("task_assigned", OnUnknown.GIVE_UP)
                .containsEntry("welcome_email", OnUnknown.HOLD);
    }

    private static Map<String, OnUnknown> onUnknown(TaskwireConfig config) {
        return config.notifications().types().entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, type -> type.getValue().sending().onUnknown()));
    }

    @Test
    void aTypeOfTheUsersOwnNeedsNoMoreThanAName() {
        Map<String, Object> types = new HashMap<>();
        types.put("order_shipped", null);
        Map<String, Object> file = Map.of("notifications", Map.of("types", types));

        NotificationTypeConfig type = Objects.requireNonNull(
                TaskwireConfig.from(file, DATABASE).notifications().types().get("order_shipped"));

        assertThat(type.channels()).containsExactlyInAnyOrder(Channel.EMAIL, Channel.IN_APP);
        assertThat(type.title()).isEqualTo("Order shipped");
        assertThat(type.sending().digest()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Order-Shipped", "digest", "../etc"})
    void aTypeIsCalledAsAFolderCanBe(String name) {
        Map<String, Object> file = Map.of("notifications", Map.of("types", Map.of(name, Map.of())));

        assertThat(problems(file, DATABASE))
                .singleElement()
                .asString()
                .startsWith("notifications.types." + name + ": a type's name has lower case letters");
    }

    @Test
    void whatIsForTheTeamGoesToSlackWhereThatIsSetUp() {
        Map<String, String> environment = new HashMap<>(DATABASE);
        assertThat(alert(environment)).containsExactly(Channel.LOG);

        environment.put("SLACK_WEBHOOK_URL", "https://hooks.example.com/services/secret");

        assertThat(alert(environment)).containsExactlyInAnyOrder(Channel.LOG, Channel.SLACK);
    }

    private static Set<Channel> alert(Map<String, String> environment) {
        return Objects.requireNonNull(TaskwireConfig.from(Map.of(), environment)
                        .notifications()
                        .types()
                        .get("alert"))
                .channels();
    }

    @Test
    void aWayThatATypeTakesMustBeThere() {
        Map<String, String> environment = new HashMap<>(DATABASE);
        environment.put("TASKWIRE_MAIL_WAY", "log");
        environment.put("TASKWIRE_NOTIFICATIONS_TYPES_WELCOME_EMAIL_CHANNELS", "slack");
        environment.put(
                "TASKWIRE_NOTIFICATIONS_TYPES_TASK_ASSIGNED_SENDGRID_TEMPLATE", "d-0123456789abcdef0123456789abcdef");

        assertThat(problems(Map.of(), environment))
                .containsExactlyInAnyOrder(
                        "notifications.types.welcome_email.channels: slack needs slack.webhook_url (SLACK_WEBHOOK_URL)",
                        "notifications.types.task_assigned.sendgrid_template: only SendGrid has its templates: set mail.way"
                                + " to sendgrid, or leave it out");
    }

    @Test
    void aTypeMayTakeNoWayAtAll() {
        Map<String, String> environment = new HashMap<>(DATABASE);
        environment.put("TASKWIRE_NOTIFICATIONS_TYPES_WELCOME_EMAIL_CHANNELS", "none");
        environment.put("TASKWIRE_NOTIFICATIONS_TYPES_TASK_ASSIGNED_CHANNELS", "slack,log");
        environment.put("SLACK_WEBHOOK_URL", "https://hooks.example.com/services/secret");

        Map<String, NotificationTypeConfig> types =
                TaskwireConfig.from(Map.of(), environment).notifications().types();

        assertThat(types.get("welcome_email"))
                .extracting(NotificationTypeConfig::channels)
                .isEqualTo(Set.of());
        assertThat(types.get("task_assigned"))
                .extracting(NotificationTypeConfig::channels)
                .isEqualTo(Set.of(Channel.SLACK, Channel.LOG));
    }

    @Test
    void mailGoesBySendGridUnlessAnotherWayIsSet() {
        assertThat(TaskwireConfig.from(Map.of(), DATABASE).mail().way()).isEqualTo(MailWay.SENDGRID);
    }

    @Test
    void anSmtpServerIsAnEncryptedOneUnlessItIsThisMachine() {
        assertThat(smtp(Map.of("host", "mail.example.com")))
                .isEqualTo(new SmtpConfig(
                        "mail.example.com", 587, Optional.empty(), SmtpSecurity.STARTTLS, Optional.empty()));
        assertThat(smtp(Map.of("host", "mail.example.com", "security", "tls")).port())
                .isEqualTo(465);
        assertThat(smtp(Map.of("host", "127.0.0.1", "port", 1025, "security", "none"))
                        .security())
                .isEqualTo(SmtpSecurity.NONE);
        assertThat(smtp(Map.of("host", "mailpit", "security", "none", "insecure", true))
                        .security())
                .isEqualTo(SmtpSecurity.NONE);
        assertThat(problems(smtpFile(Map.of("host", "mail.example.com", "security", "none")), DATABASE))
                .singleElement()
                .asString()
                .startsWith("mail.smtp.security: ")
                .contains("mails could be read on their way to mail.example.com");
    }

    @Test
    void aPasswordNeverGoesUnencrypted() {
        Map<String, Object> server = Map.of(
                "host", "localhost", "security", "none", "insecure", true, "username", "ada", "password", "canary");

        assertThat(problems(smtpFile(server), DATABASE))
                .containsExactly("mail.smtp.security: expected starttls or tls, got none: a password never goes over it"
                        + " unencrypted");
    }

    @Test
    void aLoginIsReadFromTheEnvironmentToo() {
        Map<String, String> environment = new HashMap<>(DATABASE);
        environment.putAll(Map.of("SMTP_HOST", "mail.example.com", "SMTP_USERNAME", "ada", "SMTP_PASSWORD", "canary"));

        TaskwireConfig config = TaskwireConfig.from(Map.of("mail", Map.of("way", "smtp")), environment);

        assertThat(config.mail().smtp().login()).contains(new SmtpLogin("ada", new Secret("canary")));
        assertThat(config.toString()).doesNotContain("canary");
    }

    @Test
    void anAddressOfSlacksIsNeverShown() {
        Map<String, String> environment = new HashMap<>(DATABASE);
        environment.put("SLACK_WEBHOOK_URL", "ftp://hooks.slack.com/canary");
        assertThat(problems(Map.of(), environment))
                .containsExactly(
                        "slack.webhook_url: expected an https address (http on this machine alone), got something"
                                + " else (SLACK_WEBHOOK_URL)");

        environment.put("SLACK_WEBHOOK_URL", "https://hooks.slack.com/canary");
        environment.put("TASKWIRE_SLACK_TIMEOUT", "30s");
        assertThat(problems(Map.of(), environment))
                .singleElement()
                .asString()
                .startsWith("slack.timeout: ")
                .doesNotContain("canary");
    }

    @Test
    void neverPrintsASecret() {
        Map<String, String> environment = new HashMap<>(DATABASE);
        environment.put("SENDGRID_API_KEY", "SG.secret");

        assertThat(TaskwireConfig.from(Map.of(), environment).toString())
                .doesNotContain("SG.secret")
                .doesNotContain("u:p@");
    }

    private static SmtpConfig smtp(Map<String, Object> server) {
        return TaskwireConfig.from(smtpFile(server), DATABASE).mail().smtp();
    }

    private static Map<String, Object> smtpFile(Map<String, Object> server) {
        return Map.of("mail", Map.of("way", "smtp", "smtp", server));
    }

    private static List<String> problems(Map<String, Object> file, Map<String, String> environment) {
        return catchThrowableOfType(InvalidConfigException.class, () -> TaskwireConfig.from(file, environment))
                .problems();
    }
}
