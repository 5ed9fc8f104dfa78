package dev.taskwire.postgres;

import java.util.Arrays;

/** A version of pgmq, three numbers. */
record PgmqVersion(int major, int minor, int patch) implements Comparable<PgmqVersion> {
    static PgmqVersion of(String text) {
        int[] numbers = Arrays.stream(text.split("[^0-9]+"))
                .filter(part -> !part.isEmpty())
                .mapToInt(Integer::parseInt)
                .toArray();
        return new PgmqVersion(at(numbers, 0), at(numbers, 1), at(numbers, 2));
    }

    private static int at(int[] numbers, int index) {
        return index < numbers.length ? numbers[index] : 0;
    }

    @Override
    public int compareTo(PgmqVersion other) {
        return Arrays.compare(new int[] {major, minor, patch}, new int[] {other.major, other.minor, other.patch});
    }
}
