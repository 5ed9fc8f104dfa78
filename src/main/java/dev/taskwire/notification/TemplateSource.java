package dev.taskwire.notification;

import io.pebbletemplates.pebble.PebbleEngine;
import io.pebbletemplates.pebble.error.LoaderException;
import io.pebbletemplates.pebble.loader.ClasspathLoader;
import io.pebbletemplates.pebble.loader.DelegatingLoader;
import io.pebbletemplates.pebble.loader.FileLoader;
import io.pebbletemplates.pebble.loader.Loader;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where templates come from: the user's folder, and for what is not in it the jar. Reads files. */
final class TemplateSource {
    private static final String SAMPLE = "/sample.json";
    private static final int RENDERED_LONGEST = 1_000_000;

    private final String folder;

    /** @param folder where the types' folders are, or {@value Templates#BUILT_IN} */
    TemplateSource(String folder) {
        this.folder = folder;
        if (!folder.equals(Templates.BUILT_IN) && !Files.isDirectory(Path.of(folder))) {
            throw new BrokenTemplateException(folder, "there is no such folder");
        }
    }

    PebbleEngine engine(boolean escapes) {
        return new PebbleEngine.Builder()
                .loader(loader())
                .strictVariables(true)
                .autoEscaping(escapes)
                // A line that ends in a variable ends there in the mail too.
                .newLineTrimming(false)
                .maxRenderedSize(RENDERED_LONGEST)
                .build();
    }

    /** Whether there is a template of that name. */
    boolean has(String name) {
        return read(name).isPresent();
    }

    /** A template as it stands in its file; empty where there is none. */
    Optional<String> text(String name) {
        return read(name);
    }

    /**
     * The variables with which a type's templates are tried.
     *
     * @throws BrokenTemplateException where there are none
     */
    Map<String, Object> sample(String type) {
        String name = type + SAMPLE;
        String json = read(name)
                .orElseThrow(
                        () -> new BrokenTemplateException(
                                name,
                                "it is missing: a JSON object with a value for each variable, with which the templates are tried"));
        try {
            return new JsonObject(json).getMap();
        } catch (DecodeException notJson) {
            throw new BrokenTemplateException(name, "it is no JSON object: " + notJson.getMessage());
        }
    }

    private Optional<String> read(String name) {
        return loaders().stream().flatMap(loader -> read(loader, name).stream()).findFirst();
    }

    private static Optional<String> read(Loader<String> loader, String name) {
        try (Reader reader = loader.getReader(name)) {
            StringWriter text = new StringWriter();
            reader.transferTo(text);
            return Optional.of(text.toString());
        } catch (LoaderException notThere) {
            return Optional.empty();
        } catch (IOException unreadable) {
            throw new BrokenTemplateException(name, "it cannot be read: " + unreadable.getMessage());
        }
    }

    private Loader<?> loader() {
        return new DelegatingLoader(List.copyOf(loaders()));
    }

    private List<Loader<String>> loaders() {
        ClasspathLoader packaged = new ClasspathLoader(TemplateSource.class.getClassLoader());
        packaged.setPrefix("taskwire/conf/templates");
        return folder.equals(Templates.BUILT_IN)
                ? List.of(packaged)
                : List.of(new FileLoader(Path.of(folder).toAbsolutePath().toString()), packaged);
    }
}
