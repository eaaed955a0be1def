package metro.evm.state;

import java.util.Arrays;
import java.util.Optional;
import metro.ethereum.Address;
import metro.ethereum.Hash;
import metro.ethereum.Keccak;
import org.jspecify.annotations.Nullable;

/** Contract code, its hash and, made at first need, its jump destinations. Immutable to users. */
public final class Code {
  /** Zero bytes behind the code: running over the end is a STOP, a cut PUSH reads zeros. */
  public static final int PADDING = 33;

  /** No code. */
  public static final Code EMPTY = new Code(new byte[0], Account.EMPTY_CODE_HASH);

  private static final int DELEGATION_SIZE = 23;
  private static final int JUMPDEST = 0x5b;
  private static final int PUSH1 = 0x60;
  private static final int PUSH32 = 0x7f;

  private final byte[] padded;
  private final int size;
  private final Hash hash;
  private final Optional<Address> delegate;
  // Racy on purpose: two threads would make equal ones, whole by the rule for final fields.
  private @Nullable JumpDestinations jumpDestinations;

  private static final class JumpDestinations {
    final long[] bits;

    JumpDestinations(long[] bits) {
      this.bits = bits;
    }
  }

  private Code(byte[] bytes, Hash hash) {
    this.padded = Arrays.copyOf(bytes, bytes.length + PADDING);
    this.size = bytes.length;
    this.hash = hash;
    this.delegate = delegateOf(bytes);
  }

  /** Hashes and copies the bytes. */
  public static Code of(byte[] bytes) {
    return bytes.length == 0 ? EMPTY : new Code(bytes, Keccak.hash(bytes));
  }

  /** Code whose hash is not needed (creation code): the hash is zero. */
  public static Code unhashed(byte[] bytes) {
    return new Code(bytes, Hash.ZERO);
  }

  /** Code whose hash is known to the caller. */
  static Code trusted(byte[] bytes, Hash hash) {
    return new Code(bytes, hash);
  }

  /** EIP-7702: the code that delegates to {@code target}. */
  public static Code delegation(Address target) {
    byte[] bytes = new byte[DELEGATION_SIZE];
    bytes[0] = (byte) 0xef;
    bytes[1] = 1;
    target.copyTo(bytes, 3);
    return of(bytes);
  }

  /** Bytes of code, without padding. */
  public int size() {
    return size;
  }

  /** Keccak-256 of the code. */
  public Hash hash() {
    return hash;
  }

  /** EIP-7702: where this code delegates to, if it is a delegation. */
  public Optional<Address> delegate() {
    return delegate;
  }

  /** A copy of the code. */
  public byte[] bytes() {
    return Arrays.copyOf(padded, size);
  }

  /** The code and {@link #PADDING} zero bytes; shared, must not be changed. */
  public byte[] padded() {
    return padded;
  }

  /** One bit per position, set where a JUMPDEST is an instruction; shared, must not be changed. */
  public long[] jumpDestinations() {
    JumpDestinations known = jumpDestinations;
    if (known == null) {
      known = new JumpDestinations(analyse(padded, size));
      jumpDestinations = known;
    }
    return known.bits;
  }

  private static long[] analyse(byte[] code, int size) {
    long[] bits = new long[(size >> 6) + 1];
    for (int i = 0; i < size; i++) {
      int op = code[i] & 0xff;
      if (op == JUMPDEST) {
        bits[i >> 6] |= 1L << i;
      } else if (op >= PUSH1 && op <= PUSH32) {
        i += op - PUSH1 + 1;
      }
    }
    return bits;
  }

  private static Optional<Address> delegateOf(byte[] bytes) {
    boolean delegates =
        bytes.length == DELEGATION_SIZE
            && bytes[0] == (byte) 0xef
            && bytes[1] == 1
            && bytes[2] == 0;
    return delegates ? Optional.of(Address.of(bytes, 3, Address.SIZE)) : Optional.empty();
  }
}
