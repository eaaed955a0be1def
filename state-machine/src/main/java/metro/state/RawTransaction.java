package metro.state;

import java.util.Optional;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.ethereum.Keccak;

/**
 * Bytes said to be a transaction, with what {@link Admission} says of them: found out when first
 * asked for and kept, so that on its way through a member a transaction is decoded and hashed once.
 * Equal when the bytes are. Safe for all threads.
 */
public final class RawTransaction {
  private final Bytes bytes;
  // Found twice by two threads it is the same.
  private volatile Optional<Admission> admission;

  private RawTransaction(Bytes bytes, Optional<Admission> admission) {
    this.bytes = bytes;
    this.admission = admission;
  }

  /** Nobody has looked at these bytes yet. */
  public static RawTransaction of(Bytes bytes) {
    return new RawTransaction(bytes, Optional.empty());
  }

  /** A transaction that was decoded already. */
  public static RawTransaction of(Admission.Admitted admitted) {
    return new RawTransaction(admitted.raw(), Optional.of(admitted));
  }

  /** As they came. */
  public Bytes bytes() {
    return bytes;
  }

  /** What they are. */
  public Admission admission() {
    Optional<Admission> known = admission;
    if (known.isEmpty()) {
      known = Optional.of(Admission.of(bytes));
      admission = known;
    }
    return known.get();
  }

  /** Keccak-256 of the bytes, whatever they are. */
  public Hash id() {
    return admission() instanceof Admission.Admitted a
        ? a.id()
        : Keccak.hash(bytes.arrayForReading());
  }

  @Override
  public boolean equals(Object other) {
    return this == other || (other instanceof RawTransaction that && bytes.equals(that.bytes));
  }

  @Override
  public int hashCode() {
    return bytes.hashCode();
  }

  @Override
  public String toString() {
    return bytes.toString();
  }
}
