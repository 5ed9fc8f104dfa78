package dev.taskwire;

import java.util.ServiceConfigurationError;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a plugin's code has failed with, in words that say what to do. */
final class PluginFailure {
    private static final Pattern CLASS_VERSION = Pattern.compile("class file version (\\d+)");
    private static final Pattern CLASS_NAME = Pattern.compile("L([\\w$./]+);|([\\w$./]+)");

    /** Class file version 45 came with the first Java. */
    private static final int BEFORE_THE_FIRST_JAVA = 44;

    private PluginFailure() {}

    /** A sentence that goes on after the jar's name. */
    static String words(Throwable thrown, PluginJar jar) {
        Throwable failure =
                (thrown instanceof ServiceConfigurationError || thrown instanceof ExceptionInInitializerError)
                                && thrown.getCause() != null
                        ? thrown.getCause()
                        : thrown;
        if (failure instanceof UnsupportedClassVersionError newer) {
            return newerJava(newer);
        }
        if (failure instanceof NoClassDefFoundError || failure instanceof ClassNotFoundException) {
            return missing(failure, jar);
        }
        if (failure instanceof LinkageError) {
            return " does not fit this Taskwire (" + failure + "): build it against dev.taskwire:taskwire " + version();
        }
        return failure instanceof ServiceConfigurationError
                ? " cannot be used (" + failure.getMessage() + "): mend " + PluginJar.SERVICE
                : " could not be set up: " + failure;
    }

    private static String newerJava(UnsupportedClassVersionError newer) {
        Matcher version = CLASS_VERSION.matcher(String.valueOf(newer.getMessage()));
        int running = Runtime.version().feature();
        String needed = version.find()
                ? "Java " + (Integer.parseInt(version.group(1)) - BEFORE_THE_FIRST_JAVA)
                : "a newer Java";
        return " was compiled for " + needed + ", and this is Java " + running + ": compile it with --release "
                + running + ", or run Taskwire with " + needed;
    }

    private static String missing(Throwable failure, PluginJar jar) {
        Matcher name = CLASS_NAME.matcher(String.valueOf(failure.getMessage()));
        return name.matches()
                ? " needs the class " + (name.group(1) == null ? name.group(2) : name.group(1)).replace('/', '.')
                        + ", which is missing: shade its library into the jar, or" + " put it into the folder "
                        + jar.libraryFolder() + " beside it"
                : " could not be set up: " + failure;
    }

    private static String version() {
        String version = PluginFailure.class.getPackage().getImplementationVersion();
        return version == null ? "of the same version" : version;
    }
}
