package dev.taskwire;

import java.net.URL;
import java.net.URLClassLoader;
import java.util.regex.Pattern;

/**
 * Loads the classes of one plugin. What a plugin and Taskwire hand to each other comes from Taskwire: its public API, Vert.x and
 * what belongs to that. Everything else is the plugin's own, so that neither Taskwire's libraries nor those of other plugins
 * clash with it.
 */
final class PluginLoader extends URLClassLoader {
    private static final Pattern SHARED = Pattern.compile(
            "(dev\\.taskwire\\.[A-Z]|io\\.vertx\\.|io\\.netty\\.|com\\.fasterxml\\.jackson\\.|org\\.slf4j\\."
                    + "|org\\.jspecify\\.).*");

    private final ClassLoader application = PluginLoader.class.getClassLoader();

    static {
        registerAsParallelCapable();
    }

    PluginLoader(String name, URL... jars) {
        super(name, jars, ClassLoader.getPlatformClassLoader());
    }

    /** Code of the plugin. */
    interface Code<T, E extends Exception> {
        T call() throws E;
    }

    /** Calls code of the plugin with this as the thread's context class loader, and leaves the thread as it was. */
    <T, E extends Exception> T call(Code<T, E> code) throws E {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(this);
        try {
            return code.call();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** Where Taskwire has no such class, as with a module of Vert.x that it does not use, the plugin may bring it. */
    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (SHARED.matcher(name).matches()) {
            try {
                return application.loadClass(name);
            } catch (ClassNotFoundException notShared) {
                return super.loadClass(name, resolve);
            }
        }
        return super.loadClass(name, resolve);
    }
}
