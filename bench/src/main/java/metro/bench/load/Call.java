package metro.bench.load;

import com.google.protobuf.ByteString;
import java.util.List;

/** Sends one thing and waits for its answer: for ways in that have no stream. */
interface Call {
  /** What came back. */
  sealed interface Answer {
    /** Ordered. */
    record Ordered() implements Answer {}

    /** Refused, and why. */
    record Refused(String reason) implements Answer {}
  }

  /** Sends {@code raws}, which belong together. */
  Answer send(List<ByteString> raws);
}
