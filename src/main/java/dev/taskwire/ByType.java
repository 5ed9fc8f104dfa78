package dev.taskwire;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What the handlers of one queue are, by the type of the messages that each takes.
 *
 * @param others who takes the types that nobody else does
 */
record ByType<T>(Map<String, T> typed, Optional<T> others) {
    static <T> ByType<T> of(List<T> all, Function<T, Optional<String>> type) {
        Map<String, T> typed = new HashMap<>();
        Optional<T> others = Optional.empty();
        for (T one : all) {
            Optional<String> own = type.apply(one);
            if (own.isPresent()) {
                typed.put(own.get(), one);
            } else {
                others = Optional.of(one);
            }
        }
        return new ByType<>(Map.copyOf(typed), others);
    }

    /** Who takes messages of a type, which is empty where they name none; empty where nobody does. */
    Optional<T> of(String type) {
        T own = typed.get(type);
        return own == null ? others : Optional.of(own);
    }

    /** Who is meant where no type is named: the only one, or the one that takes the others. */
    Optional<T> unnamed() {
        Collection<T> all = typed.values();
        return others.isEmpty() && all.size() == 1 ? all.stream().findFirst() : others;
    }
}
