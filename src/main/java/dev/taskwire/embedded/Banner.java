package dev.taskwire.embedded;

import java.util.List;

/** What a reader is told before it begins. */
final class Banner {
    private final DemoStage stage;
    private final DemoSettings settings;
    private final DemoGround ground;

    Banner(DemoStage stage, DemoSettings settings, DemoGround ground) {
        this.stage = stage;
        this.settings = settings;
        this.ground = ground;
    }

    List<String> lines() {
        return List.of(
                "",
                "  Postgres  " + stage.server().url() + "  (" + keeping() + ")",
                "  mail      " + stage.mail().url() + "  (stands in for SendGrid; in a browser, it shows the mails)",
                "  dashboard http://" + stage.config().http().host() + ":"
                        + stage.config().http().port() + "/",
                "",
                "Tasks change, the work happens. Change one yourself, in another terminal:",
                "",
                "  psql \"" + stage.server().url() + "\" -c \"UPDATE tasks SET status = 'done' WHERE id = '"
                        + ground.reserved() + "'\"",
                "",
                settings.runtime()
                        .map(runtime -> "It ends after " + runtime.toSeconds() + " s, or with Ctrl-C.")
                        .orElse("Ctrl-C ends it."),
                "");
    }

    private String keeping() {
        return settings.server()
                .data()
                .map(folder -> "its data stays in " + folder)
                .orElse("embedded; its data goes when the demo ends");
    }
}
