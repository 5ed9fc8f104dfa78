package dev.taskwire.http;

import dev.taskwire.config.RateConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Counts by name, each in a bucket that a rate fills. It remembers a bounded number of names; who is forgotten begins with
 * a full bucket. In this process alone, and on one context.
 */
final class RateLimiter {
    private static final int NAMES_MOST = 10_000;

    private final Map<String, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > NAMES_MOST;
        }
    };

    /** Takes one; empty where there was one, else how long until there is. */
    Optional<Duration> take(String name, RateConfig rate, Instant now) {
        Bucket full = new Bucket(rate.burst(), now);
        Bucket bucket = buckets.getOrDefault(name, full).filled(rate, now);
        boolean enough = bucket.left >= 1;
        buckets.put(name, enough ? new Bucket(bucket.left - 1, now) : bucket);
        return enough ? Optional.empty() : Optional.of(wait(bucket, rate));
    }

    private static Duration wait(Bucket bucket, RateConfig rate) {
        return Duration.ofNanos((long) Math.ceil(
                (1 - bucket.left) / rate.perSecond() * Duration.ofSeconds(1).toNanos()));
    }

    /** @param left requests, and a part of the next one */
    private record Bucket(double left, Instant at) {
        Bucket filled(RateConfig rate, Instant now) {
            double seconds = Math.max(0, Duration.between(at, now).toNanos()) / 1e9;
            return new Bucket(Math.min(rate.burst(), left + seconds * rate.perSecond()), now);
        }
    }
}
