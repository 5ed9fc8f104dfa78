package dev.taskwire.notification;

import io.pebbletemplates.pebble.PebbleEngine;
import io.pebbletemplates.pebble.loader.ClasspathLoader;
import io.pebbletemplates.pebble.loader.FileLoader;
import io.pebbletemplates.pebble.loader.Loader;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;

/**
 * The words of the mails: a folder a type, in it the Pebble templates {@code subject}, {@code html} and {@code text}.
 * What a variable holds is escaped in the HTML and left as it is in the other two. Every template was rendered once
 * before this object existed, so a broken one is found at the start. May be used from any thread; reads files only
 * while it is made.
 */
final class Templates {
    static final String BUILT_IN = "built-in";

    private static final int SUBJECT_LONGEST = 200;
    private static final int RENDERED_LONGEST = 1_000_000;

    private final PebbleEngine markup;
    private final PebbleEngine plain;

    private Templates(PebbleEngine markup, PebbleEngine plain) {
        this.markup = markup;
        this.plain = plain;
    }

    /**
     * Reads and tries all templates.
     *
     * @param folder where the types' folders are, or {@value #BUILT_IN}
     * @throws BrokenTemplateException with the name and the line of the first that is missing or broken
     */
    static Templates load(String folder) {
        Templates templates = new Templates(
                engine(folder).autoEscaping(true).build(),
                engine(folder).autoEscaping(false).build());
        NotificationType.SAMPLES.forEach(templates::tryOut);
        return templates;
    }

    /** @throws BrokenTemplateException where a template fails on these variables */
    MailContent.Rendered render(String type, Map<String, Object> variables) {
        return new MailContent.Rendered(
                SingleLine.of(rendered(plain, type + "/subject", variables), SUBJECT_LONGEST),
                rendered(plain, type + "/text", variables),
                rendered(markup, type + "/html", variables));
    }

    private void tryOut(String type, Map<String, Object> sample) {
        MailContent.Rendered content = render(type, sample);
        if (content.subject().isEmpty()) {
            throw new BrokenTemplateException(type + "/subject", "a mail needs a subject, and this one is empty");
        }
    }

    private static PebbleEngine.Builder engine(String folder) {
        return new PebbleEngine.Builder()
                .loader(loader(folder))
                .strictVariables(true)
                // A line that ends in a variable ends there in the mail too.
                .newLineTrimming(false)
                .maxRenderedSize(RENDERED_LONGEST);
    }

    private static Loader<String> loader(String folder) {
        if (folder.equals(BUILT_IN)) {
            ClasspathLoader packaged = new ClasspathLoader(Templates.class.getClassLoader());
            packaged.setPrefix("taskwire/conf/templates");
            return packaged;
        }
        return new FileLoader(Path.of(folder).toAbsolutePath().toString());
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
