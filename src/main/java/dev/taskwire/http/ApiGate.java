package dev.taskwire.http;

import dev.taskwire.config.HttpLimits;
import dev.taskwire.config.Role;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import io.vertx.ext.web.openapi.router.RequestExtractor;
import io.vertx.openapi.contract.Location;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.contract.Parameter;
import io.vertx.openapi.validation.RequestUtils;
import io.vertx.openapi.validation.ValidatableRequest;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What each request goes through before it is held to the contract: its sender's right, before anything of its body is read;
 * then the body, within bounds. Bound to one context.
 */
final class ApiGate implements RequestExtractor {
    private static final int IN_HAND_MOST = 200;
    private static final String ENTRY = "taskwire.entry";

    private final Access access;
    private final HttpLimits limits;
    private final Map<String, WebhookAccess> webhooks;

    private int inHand;

    /** @param webhooks by operation: those that others than the holders of tokens may send */
    ApiGate(Access access, HttpLimits limits, Map<String, WebhookAccess> webhooks) {
        this.access = access;
        this.limits = limits;
        this.webhooks = Map.copyOf(webhooks);
    }

    /**
     * A request that was let in.
     *
     * @param caller by name
     * @param claim where it is a webhook
     */
    record Entry(String caller, Optional<WebhookClaim> claim, Optional<ApiRequest.Raw> raw) {}

    static Entry entry(RoutingContext context) {
        return context.get(ENTRY);
    }

    /** The body of a request, to be answered by. */
    static RequestBody body(RoutingContext context) {
        return context.get(RequestBody.class.getName());
    }

    @Override
    public Future<ValidatableRequest> extractValidatableRequest(RoutingContext context, Operation operation) {
        HttpServerRequest request = context.request().pause();
        context.put(RequestBody.class.getName(), new RequestBody(context.vertx(), request));
        inHand++;
        context.addEndHandler(ended -> inHand--);
        return Future.succeededFuture().compose(now -> admit(context, operation));
    }

    private Future<ValidatableRequest> admit(RoutingContext context, Operation operation) {
        HttpServerRequest request = context.request();
        Role role = ApiContract.role(operation);
        Optional<WebhookClaim> claim =
                Optional.ofNullable(webhooks.get(operation.getOperationId())).map(webhook -> webhook.claim(request));
        String caller =
                claim.isPresent() ? "webhook" : access.require(request, role).name();
        if (inHand > IN_HAND_MOST) {
            throw new ProblemException(503, "too many requests are in hand: come again later");
        }
        requireKnownParameters(context, operation);
        boolean takesBody = operation.getRequestBody() != null;
        if (takesBody) {
            requireJson(request);
        }
        return body(context).read(limits.bodyBytes(), limits.bodyWithin()).compose(read -> {
            claim.ifPresent(claimed -> claimed.verify(read));
            Optional<ApiRequest.Raw> raw =
                    takesBody ? Optional.of(new ApiRequest.Raw(read, JsonText.of(read))) : Optional.empty();
            context.put(ENTRY, new Entry(caller, claim, raw));
            return extract(request, operation, read);
        });
    }

    private static Future<ValidatableRequest> extract(HttpServerRequest request, Operation operation, Buffer body) {
        try {
            return RequestUtils.extract(request, operation, () -> Future.succeededFuture(body));
        } catch (IllegalArgumentException malformed) {
            throw new ProblemException(400, "the address is malformed", malformed);
        }
    }

    /** A name that is misspelt would otherwise be taken for one that was not given. */
    private static void requireKnownParameters(RoutingContext context, Operation operation) {
        Set<String> known = operation.getParameters().stream()
                .filter(parameter -> parameter.getIn() == Location.QUERY)
                .map(Parameter::getName)
                .collect(Collectors.toCollection(TreeSet::new));
        MultiMap given = query(context);
        for (String name : given.names()) {
            if (!known.contains(name)) {
                throw new ProblemException(
                        422,
                        "this takes no parameter of the name that was given; it takes: "
                                + (known.isEmpty() ? "none" : String.join(", ", known)));
            }
            if (given.getAll(name).size() > 1) {
                throw new ProblemException(422, name + ": give it once");
            }
        }
    }

    private static MultiMap query(RoutingContext context) {
        try {
            return context.queryParams();
        } catch (IllegalArgumentException | HttpException malformed) {
            throw new ProblemException(400, "the address is malformed after its ?", malformed);
        }
    }

    private static void requireJson(HttpServerRequest request) {
        String type = Optional.ofNullable(request.getHeader("Content-Type")).orElse("");
        String plain = type.toLowerCase(Locale.ROOT).replaceAll("\\s", "");
        if (!plain.equals("application/json") && !plain.equals("application/json;charset=utf-8")) {
            throw new ProblemException(415, "send JSON, with the header Content-Type: application/json");
        }
        if (request.headers().contains("Content-Encoding")
                && !"identity".equalsIgnoreCase(request.getHeader("Content-Encoding"))) {
            throw new ProblemException(415, "send the body as it is, without Content-Encoding");
        }
    }
}
