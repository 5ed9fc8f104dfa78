package dev.taskwire.notification;

import dev.taskwire.notification.MailContent.Rendered;
import io.pebbletemplates.pebble.PebbleEngine;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The words of notifications: a folder a type, in it the Pebble templates {@code subject}, {@code html} and {@code text}
 * and a {@code sample.json} of what they are given. What a variable holds is escaped in the HTML and left as it is in the
 * other two. Every template was rendered once before this object existed, so a broken one is found at the start. May be
 * used from any thread; reads files only while it is made.
 */
final class Templates {
    static final String BUILT_IN = "built-in";

    private static final int SUBJECT_LONGEST = 200;

    private final PebbleEngine markup;
    private final PebbleEngine plain;
    private final TemplateSource source;
    private final Set<String> withSubject = ConcurrentHashMap.newKeySet();

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
        types.forEach(type -> templates.foldersOf(type).forEach(name -> {
            try {
                templates.tryOut(type, name);
            } catch (BrokenTemplateException broken) {
                problems.add(String.valueOf(broken.getMessage()));
            }
        }));
        if (!problems.isEmpty()) {
            throw BrokenTemplateException.all(problems);
        }
        return templates;
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

    /** What a folder's templates are tried with. */
    Map<String, Object> sample(String folder) {
        return source.sample(folder);
    }

    private List<String> foldersOf(NotificationType type) {
        return type.isGathered() ? List.of(type.name(), type.digestName()) : List.of(type.name());
    }

    private void tryOut(NotificationType type, String folder) {
        if (type.config().sending().template().isPresent()) {
            if (source.has(folder + "/subject")
                    && !subjectLine(folder, sample(folder)).isEmpty()) {
                withSubject.add(folder);
            }
            return;
        }
        if (render(folder, sample(folder)).subject().isEmpty()) {
            throw new BrokenTemplateException(folder + "/subject", "a mail needs a subject, and this one is empty");
        }
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
