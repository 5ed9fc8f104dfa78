package dev.taskwire.config;

/**
 * How many requests may come.
 *
 * @param perSecond in the long run
 * @param burst at once, after a while in which none came
 */
public record RateConfig(int perSecond, int burst) {
    static final RateConfig USUAL = new RateConfig(500, 1000);
    private static final int MOST = 1_000_000;

    static RateConfig from(ConfigSection section, RateConfig usual) {
        int perSecond = section.wholeNumber("per_second", usual.perSecond, 1, MOST);
        return new RateConfig(perSecond, section.wholeNumber("burst", Math.max(usual.burst, perSecond), 1, MOST));
    }
}
