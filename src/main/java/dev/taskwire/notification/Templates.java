package dev.taskwire.notification;

import dev.taskwire.notification.MailContent.Rendered;
import io.pebbletemplates.pebble.PebbleEngine;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The words of notifications: a folder a type, in it the Pebble templates {@code subject}, {@code html} and {@code text}, a
 * {@code slack.json} where it is to look otherwise than all do there, and a {@code sample.json} of what they are given. What a variable holds is escaped in the HTML and left as it is in the
 * other two. Every template was rendered once before this object existed, so a broken one is found at the start. May be
 * used from any thread; reads files only while it is made.
 */
final class Templates {
    static final String BUILT_IN = "built-in";

    private static final int SUBJECT_LONGEST = 200;
    private static final String SLACK = "/slack.json";
    private static final String ALL_LAYOUT = "layout";

    private final PebbleEngine markup;
    private final PebbleEngine plain;
    private final TemplateSource source;
    private final Set<String> withSubject = ConcurrentHashMap.newKeySet();
    private final Map<String, SlackLayout> layouts = new ConcurrentHashMap<>();

    private Templates(TemplateSource source) {
        this.markup = source.engine(true);
        this.plain = source.engine(false);
        this.source = source;
    }

    /**
     * Reads and tries all templates.
     *
     * @param folder where the types' folders are, or {@value #BUILT_IN}; what is not in it comes from the jar
     * @throws BrokenTemplateException with the name and the line of each that is missing or broken
     */
    static Templates load(String folder, Collection<NotificationType> types) {
        Templates templates = new Templates(new TemplateSource(folder));
        List<String> problems = new ArrayList<>();
        attempt(() -> templates.readLayout(ALL_LAYOUT), problems);
        types.forEach(type ->
                templates.foldersOf(type).forEach(name -> attempt(() -> templates.tryOut(type, name), problems)));
        if (!problems.isEmpty()) {
            throw BrokenTemplateException.all(problems);
        }
        return templates;
    }

    private static void attempt(Runnable trial, List<String> problems) {
        try {
            trial.run();
        } catch (BrokenTemplateException broken) {
            problems.add(String.valueOf(broken.getMessage()));
        }
    }

    /** @throws BrokenTemplateException where a template fails on these variables */
    Rendered render(String folder, Map<String, Object> variables) {
        return new Rendered(
                subjectLine(folder, variables),
                rendered(plain, folder + "/text", variables),
                rendered(markup, folder + "/html", variables));
    }

    /** The subject alone; empty where the folder has none. */
    Optional<String> subject(String folder, Map<String, Object> variables) {
        return withSubject.contains(folder) ? Optional.of(subjectLine(folder, variables)) : Optional.empty();
    }

    /**
     * What Slack is told.
     *
     * @param title the type's; the layout is given it as {@code type_title}, and {@code subject}, beside the variables
     * @throws BrokenTemplateException where a template fails on these variables
     */
    SlackMessage slack(String folder, String title, String subject, Map<String, Object> variables) {
        String line = subject.isEmpty() ? title : subject;
        Map<String, Object> given = new HashMap<>(variables);
        given.put("subject", line);
        given.put("type_title", title);
        SlackLayout layout = layouts.getOrDefault(folder, Objects.requireNonNull(layouts.get(ALL_LAYOUT)));
        return SlackMessage.of(line).with(layout.render(given));
    }

    /** What a folder's templates are tried with. */
    Map<String, Object> sample(String folder) {
        return source.sample(folder);
    }

    private List<String> foldersOf(NotificationType type) {
        return type.isGathered() ? List.of(type.name(), type.digestName()) : List.of(type.name());
    }

    private void tryOut(NotificationType type, String folder) {
        boolean isOurs = type.config().sending().template().isEmpty();
        if (isOurs && render(folder, sample(folder)).subject().isEmpty()) {
            throw new BrokenTemplateException(folder + "/subject", "a mail needs a subject, and this one is empty");
        }
        if (!isOurs
                && source.has(folder + "/subject")
                && !subjectLine(folder, sample(folder)).isEmpty()) {
            withSubject.add(folder);
        }
        readLayout(folder);
        if ((isOurs || layouts.containsKey(folder)) && layouts.containsKey(ALL_LAYOUT)) {
            String title = type.config().title();
            if (slack(folder, title, title, sample(folder)).blocks().isEmpty()) {
                throw new BrokenTemplateException(folder + SLACK, "it needs a block, and nothing comes out of it");
            }
        }
    }

    private void readLayout(String folder) {
        String name = folder + SLACK;
        source.text(name).ifPresent(json -> layouts.put(folder, SlackLayout.parse(name, json)));
    }

    private String subjectLine(String folder, Map<String, Object> variables) {
        return SingleLine.of(rendered(plain, folder + "/subject", variables), SUBJECT_LONGEST);
    }

    private static String rendered(PebbleEngine engine, String name, Map<String, Object> variables) {
        StringWriter written = new StringWriter();
        try {
            engine.getTemplate(name).evaluate(written, variables);
        } catch (RuntimeException broken) {
            throw new BrokenTemplateException(name, broken);
        } catch (IOException impossible) {
            throw new IllegalStateException("a text in memory can be written", impossible);
        }
        return written.toString();
    }
}
