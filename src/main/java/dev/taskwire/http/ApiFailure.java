package dev.taskwire.http;

import dev.taskwire.queue.UnknownQueueException;
import dev.taskwire.queue.UnsendableException;
import io.vertx.ext.web.handler.HttpException;
import io.vertx.json.schema.OutputUnit;
import io.vertx.openapi.validation.SchemaValidationException;
import io.vertx.openapi.validation.ValidatorException;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/** What failures of the API mean for whoever sent the request. */
final class ApiFailure {
    /** No such thing. */
    private static final String UNDEFINED_OBJECT = "42704";

    /** Connections, resources, locks, a server that stops or takes no writes now. */
    private static final List<String> PASSING = List.of("08", "53", "55", "57", "58", "40", "25");

    private static final List<String> ABOUT_DATA = List.of("22", "23", "54", "P0");

    private ApiFailure() {}

    /** Empty where it is nobody's fault but this program's. */
    static Optional<Problem> problem(Throwable failure) {
        if (failure instanceof ProblemException known) {
            return Optional.of(known.problem());
        }
        if (failure instanceof SchemaValidationException wrong) {
            return Optional.of(new Problem(422, sentence(wrong)));
        }
        if (failure instanceof ValidatorException wrong) {
            return Optional.of(new Problem(422, oneLine(wrong)));
        }
        if (failure instanceof UnknownQueueException unknown) {
            return Optional.of(new Problem(404, oneLine(unknown)));
        }
        if (failure instanceof UnsendableException unsendable) {
            return Optional.of(new Problem(422, oneLine(unsendable)));
        }
        if (failure instanceof HttpException wrapped && wrapped.getCause() != null) {
            return problem(wrapped.getCause());
        }
        return failure instanceof PgException error ? ofPostgres(error) : ofTheWayThere(failure);
    }

    private static Optional<Problem> ofPostgres(PgException error) {
        String state = Objects.requireNonNullElse(error.getSqlState(), "");
        if (state.equals(UNDEFINED_OBJECT)) {
            String detail = Objects.requireNonNullElse(error.getDetail(), "");
            return Optional.of(new Problem(404, (error.getErrorMessage() + " " + detail).strip()));
        }
        if (PASSING.stream().anyMatch(state::startsWith)) {
            return Optional.of(busy());
        }
        return ABOUT_DATA.stream().anyMatch(state::startsWith)
                ? Optional.of(new Problem(422, "the database refuses this: " + withHint(error)))
                : Optional.empty();
    }

    private static String withHint(PgException error) {
        String hint = error.getHint();
        return hint == null ? error.getErrorMessage() : error.getErrorMessage() + " " + hint;
    }

    private static Optional<Problem> ofTheWayThere(Throwable failure) {
        boolean passing = failure instanceof TimeoutException
                || failure instanceof IOException
                || failure instanceof ClosedConnectionException
                || failure.getClass().getName().startsWith("io.vertx.");
        return passing ? Optional.of(busy()) : Optional.empty();
    }

    private static Problem busy() {
        return new Problem(503, "the database did not answer in time: come again later");
    }

    /** About the value that lies deepest: what lies around it is wrong only because of it. */
    private static String sentence(SchemaValidationException wrong) {
        OutputUnit whole = wrong.getOutputUnit();
        boolean names = String.valueOf(wrong.getMessage()).contains(" parameter ");
        if (names || whole == null || whole.getErrors() == null) {
            return oneLine(wrong);
        }
        return whole.getErrors().stream()
                .filter(unit -> unit.getError() != null)
                .max(Comparator.comparingInt(unit -> place(unit).length()))
                .map(unit -> (place(unit) + ": " + unit.getError()).replaceFirst("^: ", ""))
                .map(ApiFailure::shortened)
                .orElseGet(() -> oneLine(wrong));
    }

    private static String place(OutputUnit unit) {
        return Objects.requireNonNullElse(unit.getInstanceLocation(), "")
                .replaceFirst("^#/?", "")
                .replace('/', '.');
    }

    private static String oneLine(Throwable failure) {
        return shortened(Objects.requireNonNullElse(failure.getMessage(), "the request is not what the contract says"));
    }

    private static String shortened(String text) {
        String line = text.lines().findFirst().orElse("");
        return line.length() <= 500 ? line : line.substring(0, line.offsetByCodePoints(0, 400)) + "…";
    }
}
