package dev.taskwire.queue;

import io.vertx.core.json.JsonObject;

/**
 * What a message says of itself by its headers: of which type it is, and of which version of that type.
 *
 * @param type empty where it names none; cut where it is longer than that of any handler
 * @param version from 1; 1 where it names none, and 0 where what it names is no whole number from 1
 */
public record MessageKind(String type, int version) {
    /** The header of the type. */
    public static final String TYPE = "type";

    /** The header of the version. */
    public static final String VERSION = "version";

    /** In code points, so that it fits into an index. */
    private static final int LONGEST = 200;

    /** Where the version cannot be read. */
    public static final int NO_VERSION = 0;

    /** What the headers say. */
    public static MessageKind of(JsonObject headers) {
        Object type = headers.getValue(TYPE);
        return new MessageKind(type == null ? "" : shortened(type.toString()), version(headers));
    }

    /** For people. */
    @Override
    public String toString() {
        String named = type.isEmpty() ? "no type" : "type " + type;
        return named + ", version " + (version == NO_VERSION ? "unreadable" : version);
    }

    private static String shortened(String type) {
        return type.codePointCount(0, type.length()) <= LONGEST
                ? type
                : type.substring(0, type.offsetByCodePoints(0, LONGEST));
    }

    private static int version(JsonObject headers) {
        Object version = headers.getValue(VERSION);
        if (version == null) {
            return 1;
        }
        try {
            return Math.max(NO_VERSION, Integer.parseInt(version.toString()));
        } catch (NumberFormatException none) {
            return NO_VERSION;
        }
    }
}
