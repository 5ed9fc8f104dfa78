package dev.taskwire;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.stream.Stream;

/**
 * How large a payload is, counted without recursion.
 *
 * @param values in it, itself included; of those in arrays and objects that are not looked into, none
 * @param longestArray the number of its items
 */
record PayloadExtent(long values, int longestArray) {
    /** @param most values; counting ends after them */
    static PayloadExtent of(Object payload, long most) {
        Deque<Object> left = new ArrayDeque<>();
        left.push(payload);
        long values = 1;
        int longest = 0;
        while (!left.isEmpty() && values <= most) {
            Object one = left.pop();
            if (one instanceof JsonArray array) {
                values += array.size();
                longest = Math.max(longest, array.size());
                push(left, array.stream());
            } else if (one instanceof JsonObject object) {
                values += object.size();
                push(left, object.stream().map(Map.Entry::getValue));
            }
        }
        return new PayloadExtent(values, longest);
    }

    private static void push(Deque<Object> left, Stream<Object> values) {
        values.filter(value -> value instanceof JsonArray || value instanceof JsonObject)
                .forEach(left::push);
    }
}
