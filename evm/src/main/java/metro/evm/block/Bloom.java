package metro.evm.block;

import java.util.Arrays;
import java.util.List;
import metro.ethereum.Address;
import metro.ethereum.Hash;
import metro.ethereum.Hex;
import metro.ethereum.Keccak;
import metro.evm.state.Log;

/**
 * The 2048-bit filter over the addresses and topics of logs (Yellow Paper, section 4.3.1). A filter
 * may say yes for what it does not hold, never no for what it holds. Immutable.
 */
public final class Bloom {
  /** Bytes in a filter. */
  public static final int SIZE = 256;

  /** The filter of no logs. */
  public static final Bloom EMPTY = new Bloom(new byte[SIZE]);

  private static final int BITS_PER_ITEM = 3;

  private final byte[] bits;

  private Bloom(byte[] bits) {
    this.bits = bits;
  }

  /**
   * Copies 256 bytes.
   *
   * @throws IllegalArgumentException when there are not 256
   */
  public static Bloom of(byte[] bytes) {
    if (bytes.length != SIZE) {
      throw new IllegalArgumentException("a bloom has 256 bytes, not " + bytes.length);
    }
    return new Bloom(bytes.clone());
  }

  /** The filter over the addresses and topics of the logs. */
  public static Bloom ofLogs(List<Log> logs) {
    if (logs.isEmpty()) {
      return EMPTY;
    }
    byte[] bits = new byte[SIZE];
    for (Log log : logs) {
      set(bits, log.address().bytes());
      log.topics().forEach(topic -> set(bits, topic.bytes()));
    }
    return new Bloom(bits);
  }

  /** The filter over what any of the filters holds. */
  public static Bloom union(List<Bloom> blooms) {
    byte[] bits = new byte[SIZE];
    for (Bloom bloom : blooms) {
      for (int i = 0; i < SIZE; i++) {
        bits[i] |= bloom.bits[i];
      }
    }
    return new Bloom(bits);
  }

  /** Whether logs of this contract may be among them. */
  public boolean mayContain(Address address) {
    return mayContain(address.bytes());
  }

  /** Whether logs with this topic may be among them. */
  public boolean mayContain(Hash topic) {
    return mayContain(topic.bytes());
  }

  /** A copy of the 256 bytes. */
  public byte[] bytes() {
    return bits.clone();
  }

  private boolean mayContain(byte[] item) {
    byte[] hash = Keccak.keccak256(item);
    for (int i = 0; i < BITS_PER_ITEM; i++) {
      int bit = bit(hash, i);
      if ((bits[index(bit)] & mask(bit)) == 0) {
        return false;
      }
    }
    return true;
  }

  private static void set(byte[] bits, byte[] item) {
    byte[] hash = Keccak.keccak256(item);
    for (int i = 0; i < BITS_PER_ITEM; i++) {
      int bit = bit(hash, i);
      bits[index(bit)] |= (byte) mask(bit);
    }
  }

  private static int bit(byte[] hash, int pair) {
    return ((hash[2 * pair] & 0x7) << 8) | (hash[2 * pair + 1] & 0xff);
  }

  private static int index(int bit) {
    return SIZE - 1 - (bit >> 3);
  }

  private static int mask(int bit) {
    return 1 << (bit & 7);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bloom that && Arrays.equals(bits, that.bits);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bits);
  }

  @Override
  public String toString() {
    return Hex.encode(bits);
  }
}
