package metro.bench.result;

/**
 * One figure of the machine or of a library alone.
 *
 * @param name what
 * @param repetition from 1
 * @param value how much
 * @param unit of the value
 */
public record Yardstick(String name, int repetition, double value, String unit) {}
