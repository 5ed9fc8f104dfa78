package dev.taskwire.cli;

import java.io.Console;
import org.jspecify.annotations.Nullable;

/** Whether a person looks at what is printed. */
final class Terminal {
    private Terminal() {}

    static boolean isThere() {
        return isTerminal(System.console()) && !"dumb".equals(System.getenv("TERM"));
    }

    /** Newer JDKs have a console also where output goes into a file, and say so. */
    private static boolean isTerminal(@Nullable Console console) {
        if (console == null) {
            return false;
        }
        try {
            return (Boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException olderJdk) {
            return true;
        }
    }
}
