package metro.bench.result;

/**
 * What one member held at one moment, in bytes.
 *
 * @param seconds since the load began
 * @param heapAfterGc on the heap after the newest collection: survivors and the old generation,
 *     garbage in it that no collection has looked at yet included
 * @param heapUsed on the heap, garbage included
 * @param heapCommitted of memory taken from the system for the heap
 * @param heapMax the configured limit
 * @param nonHeap classes, compiled code and the like
 * @param direct buffers outside of the heap that the JVM knows of
 * @param resident all of the process that is in memory
 * @param directory in the files of the member, files with many names counted once
 * @param gcSeconds spent in collections since the process began
 * @param appliedBytes of log entries since the process began
 */
public record MemorySample(
    double seconds,
    double heapAfterGc,
    double heapUsed,
    double heapCommitted,
    double heapMax,
    double nonHeap,
    double direct,
    double resident,
    double directory,
    double gcSeconds,
    double appliedBytes) {}
