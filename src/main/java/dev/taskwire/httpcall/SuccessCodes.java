package dev.taskwire.httpcall;

import java.util.Arrays;

/** Which answers of a queue's endpoint are success, such as {@code 200-299,404}. */
final class SuccessCodes {
    private SuccessCodes() {}

    /** @param codes as the table holds it to them */
    static boolean contain(String codes, int status) {
        return Arrays.stream(codes.split(",", -1)).anyMatch(range -> isWithin(range, status));
    }

    private static boolean isWithin(String range, int status) {
        int dash = range.indexOf('-');
        int first = Integer.parseInt(dash < 0 ? range : range.substring(0, dash));
        int last = Integer.parseInt(dash < 0 ? range : range.substring(dash + 1));
        return first <= status && status <= last;
    }
}
