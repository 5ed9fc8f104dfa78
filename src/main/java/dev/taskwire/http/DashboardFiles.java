package dev.taskwire.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/** {@code /}: the dashboard's page, script and style, from the jar. There is nothing in them that is not for everybody. */
public final class DashboardFiles implements Routes {
    /** Nothing from elsewhere, nothing inline, in no frame. */
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
            + " img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private final List<WebFile> files = List.of(
            WebFile.read("/", "index.html", "text/html; charset=utf-8"),
            WebFile.read("/dashboard/main.js", "dashboard/main.js", "text/javascript; charset=utf-8"),
            WebFile.read("/dashboard/style.css", "dashboard/style.css", "text/css; charset=utf-8"));

    @Override
    public void mount(Router router) {
        for (WebFile file : files) {
            router.route(HttpMethod.GET, file.path()).handler(context -> answer(context, file));
            router.route(HttpMethod.HEAD, file.path()).handler(context -> answer(context, file));
        }
    }

    private static void answer(RoutingContext context, WebFile file) {
        HttpServerResponse response = context.response()
                .putHeader("Content-Security-Policy", POLICY)
                .putHeader("Cache-Control", "no-cache")
                .putHeader("ETag", file.tag())
                .putHeader("Vary", "Accept-Encoding");
        if (file.tag().equals(context.request().getHeader(HttpHeaders.IF_NONE_MATCH))) {
            response.setStatusCode(304).end().onFailure(context::fail);
            return;
        }
        String taken = context.request().getHeader(HttpHeaders.ACCEPT_ENCODING);
        boolean packed = taken != null && taken.contains("gzip");
        if (packed) {
            response.putHeader("Content-Encoding", "gzip");
        }
        Buffer body = packed ? file.packed() : file.plain();
        response.putHeader("Content-Type", file.type()).end(body).onFailure(context::fail);
    }
}
