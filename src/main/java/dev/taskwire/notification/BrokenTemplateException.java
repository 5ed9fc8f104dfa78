package dev.taskwire.notification;

import io.pebbletemplates.pebble.error.PebbleException;
import java.util.List;

/** A template that is missing, cannot be read as a template, or uses a variable that its type does not have. */
public final class BrokenTemplateException extends RuntimeException {
    BrokenTemplateException(String template, String problem) {
        super("template " + template + ": " + problem);
    }

    private BrokenTemplateException(String problems) {
        super(problems);
    }

    /** @param problems as the messages of others */
    static BrokenTemplateException all(List<String> problems) {
        return new BrokenTemplateException(String.join("\n", problems));
    }

    BrokenTemplateException(String template, RuntimeException cause) {
        super("template " + template + place(cause), cause);
    }

    private static String place(RuntimeException cause) {
        if (!(cause instanceof PebbleException broken)) {
            return ": " + cause;
        }
        String line = broken.getLineNumber() == null ? "" : ", line " + broken.getLineNumber();
        return line + ": " + broken.getPebbleMessage();
    }
}
