package metro.bench.result;

/**
 * Where and with what a run was made.
 *
 * @param commit of the sources; "-dirty" behind it when files were changed
 * @param date when it began, UTC
 * @param cores processors the JVM sees
 * @param processor its model
 * @param memoryBytes of the machine
 * @param kernel release
 * @param java runtime version
 * @param loadBefore the machine's load average of the minute before the run
 */
public record Environment(
    String commit,
    String date,
    int cores,
    String processor,
    long memoryBytes,
    String kernel,
    String java,
    double loadBefore) {}
