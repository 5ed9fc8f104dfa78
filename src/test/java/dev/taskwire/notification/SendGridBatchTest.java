package dev.taskwire.notification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskwire.notification.MailAnswer.Accepted;
import dev.taskwire.notification.MailAnswer.Misconfigured;
import dev.taskwire.notification.MailAnswer.Refused;
import dev.taskwire.notification.MailContent.Rendered;
import dev.taskwire.notification.SendGridVerdict.Scope;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SendGridBatchTest {
    private static final MailAnswer ACCEPTED = new Accepted(Optional.of("id"));

    private final List<List<Integer>> requests = new ArrayList<>();

    @Test
    void oneRequestIsEnoughWhereAllIsWell() {
        assertThat(send(1000, mails -> SendGridVerdict.ofEach(ACCEPTED)))
                .hasSize(1000)
                .containsOnly(ACCEPTED);
        assertThat(requests).hasSize(1);
    }

    @Test
    void thoseThatAreNamedAreLeftOutAtOnce() {
        List<MailAnswer> answers = send(1000, naming(Set.of(3, 500, 999)));

        assertThat(refused(answers)).containsExactly(3, 500, 999);
        assertThat(requests).extracting(List::size).containsExactly(1000, 997);
    }

    @Test
    void whereNobodyIsNamedHalvesFindTheBadOnes() {
        List<MailAnswer> answers = send(64, silent(Set.of(0, 17, 63)));

        assertThat(refused(answers)).containsExactly(0, 17, 63);
        assertThat(requests).hasSizeLessThan(40);
    }

    @Test
    void aRequestThatIsTooLargeIsHalvedUntilItFits() {
        List<MailAnswer> answers = send(
                100,
                mails -> mails.size() > 30 ? request(new Refused("413"), Map.of()) : SendGridVerdict.ofEach(ACCEPTED));

        assertThat(answers).hasSize(100).containsOnly(ACCEPTED);
        assertThat(requests).extracting(List::size).containsExactly(100, 50, 25, 25, 50, 25, 25);
    }

    @Test
    void allOfThemMayBeBad() {
        Set<Integer> all = IntStream.range(0, 8).boxed().collect(Collectors.toSet());

        assertThat(refused(send(8, naming(all)))).hasSize(8);
        assertThat(requests).hasSize(1);
    }

    @Test
    void whatHoldsForEachOfThemIsNotAskedAgain() {
        MailAnswer key = new Misconfigured("SendGrid answered 401");

        assertThat(send(100, mails -> SendGridVerdict.ofEach(key))).hasSize(100).containsOnly(key);
        assertThat(requests).hasSize(1);
    }

    @Test
    void aMailThatIsRefusedAloneIsNotAskedAgain() {
        assertThat(refused(send(1, silent(Set.of(0))))).containsExactly(0);
        assertThat(requests).hasSize(1);
    }

    private List<MailAnswer> send(int count, Function<List<Integer>, SendGridVerdict> endpoint) {
        List<Mail> mails = IntStream.range(0, count)
                .mapToObj(i -> new Mail(
                        UUID.randomUUID(),
                        "report",
                        new MailAddress(i + "@example.com", ""),
                        new Rendered("Subject", "Text", "<p>Text</p>")))
                .toList();
        return new SendGridBatch(some -> {
                    List<Integer> places = some.stream().map(mails::indexOf).toList();
                    requests.add(places);
                    return Future.succeededFuture(endpoint.apply(places));
                })
                .send(mails)
                .result();
    }

    private static Function<List<Integer>, SendGridVerdict> naming(Set<Integer> bad) {
        return mails -> {
            Map<Integer, MailAnswer> faulty = new HashMap<>();
            mails.stream().filter(bad::contains).forEach(mail -> faulty.put(mails.indexOf(mail), new Refused("bad")));
            return faulty.isEmpty() ? SendGridVerdict.ofEach(ACCEPTED) : request(new Refused("bad"), faulty);
        };
    }

    private static Function<List<Integer>, SendGridVerdict> silent(Set<Integer> bad) {
        return mails -> mails.stream().anyMatch(bad::contains)
                ? request(new Refused("bad"), Map.of())
                : SendGridVerdict.ofEach(ACCEPTED);
    }

    private static SendGridVerdict request(MailAnswer answer, Map<Integer, MailAnswer> faulty) {
        return new SendGridVerdict(answer, faulty, Scope.REQUEST);
    }

    private static List<Integer> refused(List<MailAnswer> answers) {
        return IntStream.range(0, answers.size())
                .filter(i -> answers.get(i) instanceof Refused)
                .boxed()
                .toList();
    }
}
