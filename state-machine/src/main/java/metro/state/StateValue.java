package metro.state;

import java.util.Objects;
import java.util.function.Function;
import metro.ethereum.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * One value of the state: its bytes, and what they mean. Each is made from the other when first
 * asked for and kept, so that a value is decoded once while it stays in memory, and one that is
 * replaced within its block is never encoded. Equal when the bytes are. Safe for all threads.
 */
public final class StateValue {
  /** What a value may mean, when it knows its bytes. */
  interface Encodable {
    /** The one encoding. */
    Bytes encode();
  }

  // Made twice by two threads it is the same; both are immutable.
  private @Nullable Bytes bytes;
  private @Nullable Object meaning;

  private StateValue(@Nullable Bytes bytes, @Nullable Object meaning) {
    this.bytes = bytes;
    this.meaning = meaning;
  }

  /** A value by its bytes. */
  public static StateValue of(Bytes bytes) {
    return new StateValue(bytes, null);
  }

  /** What was written so far. */
  static StateValue of(Encoder written) {
    return of(Bytes.wrap(written.toBytes()));
  }

  /** A value by its meaning. */
  static StateValue of(Encodable meaning) {
    return new StateValue(null, meaning);
  }

  /** Its bytes. */
  public Bytes bytes() {
    Bytes known = bytes;
    if (known == null) {
      known = ((Encodable) Objects.requireNonNull(meaning)).encode();
      bytes = known;
    }
    return known;
  }

  /** What it means: {@code decode} of its bytes, unless that is known. */
  <T> T as(Class<T> type, Function<Bytes, T> decode) {
    Object known = meaning;
    if (type.isInstance(known)) {
      return type.cast(known);
    }
    T found = decode.apply(bytes());
    meaning = found;
    return found;
  }

  @Override
  public boolean equals(Object other) {
    return this == other || (other instanceof StateValue that && bytes().equals(that.bytes()));
  }

  @Override
  public int hashCode() {
    return bytes().hashCode();
  }

  @Override
  public String toString() {
    return bytes().toString();
  }
}
