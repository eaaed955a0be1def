package metro.node.threads;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets threads that compute for long give way to those that somebody waits for: on a busy machine a
 * log entry would otherwise queue behind milliseconds of signature checks at each of its steps. On
 * an idle one it makes no difference.
 *
 * <p>Java's own thread priorities do nothing on Linux, where niceness is a thread's own and raising
 * it is free to everybody (setpriority(2)). Elsewhere nothing happens.
 */
public final class Courtesy {
  /** A thread of this niceness gets a tenth of a usual thread's time when both want to run. */
  static final int NICENESS = 10;

  private static final Logger LOG = LoggerFactory.getLogger(Courtesy.class);
  private static final int PRIO_PROCESS = 0;
  private static final int CALLING_THREAD = 0;
  private static final Optional<Calls> CALLS = find();

  private Courtesy() {}

  /** The two calls, of the C library. */
  private record Calls(MethodHandle getPriority, MethodHandle setPriority) {
    /** Whether the calling thread is now at least as nice as that. */
    boolean raise(int niceness) {
      try {
        int now = (int) getPriority.invokeExact(PRIO_PROCESS, CALLING_THREAD);
        return now >= niceness
            || (int) setPriority.invokeExact(PRIO_PROCESS, CALLING_THREAD, niceness) == 0;
      } catch (Throwable e) {
        throw new IllegalStateException("setpriority(2) takes three numbers", e);
      }
    }
  }

  /** Runs {@code work}, giving way to other threads. */
  public static Runnable of(Runnable work) {
    return () -> {
      if (CALLS.isPresent() && !CALLS.get().raise(NICENESS)) {
        LOG.debug("the niceness of {} cannot be raised", Thread.currentThread().getName());
      }
      work.run();
    };
  }

  @SuppressWarnings("restricted") // allowed by the flags every JVM of Metro has
  private static Optional<Calls> find() {
    if (!"Linux".equals(System.getProperty("os.name"))) {
      return Optional.empty();
    }
    Linker linker = Linker.nativeLinker();
    return Optional.of(
        new Calls(
            linker.downcallHandle(
                linker.defaultLookup().findOrThrow("getpriority"),
                FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT)),
            linker.downcallHandle(
                linker.defaultLookup().findOrThrow("setpriority"),
                FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT))));
  }
}
