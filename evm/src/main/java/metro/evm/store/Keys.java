package metro.evm.store;

import java.nio.ByteBuffer;
import java.util.Arrays;
import metro.ethereum.Hash;

/** The tables' keys. */
final class Keys {
  private static final byte ACCOUNT_TRIE = 0;
  private static final byte STORAGE_TRIE = 1;
  private static final byte ACCOUNT_HISTORY = 'a';
  private static final byte SLOT_HISTORY = 's';

  private Keys() {}

  static byte[] number(long number) {
    return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
  }

  static long toNumber(byte[] key) {
    return ByteBuffer.wrap(key).getLong();
  }

  static byte[] slot(Hash account, Hash slot) {
    byte[] key = new byte[2 * Hash.SIZE];
    account.copyTo(key, 0);
    slot.copyTo(key, Hash.SIZE);
    return key;
  }

  static byte[] accountNode(byte[] path) {
    byte[] key = new byte[1 + path.length];
    key[0] = ACCOUNT_TRIE;
    System.arraycopy(path, 0, key, 1, path.length);
    return key;
  }

  /** All nodes of a storage trie begin with this. */
  static byte[] storageNodes(Hash account) {
    byte[] key = new byte[1 + Hash.SIZE];
    key[0] = STORAGE_TRIE;
    account.copyTo(key, 1);
    return key;
  }

  static byte[] storageNode(Hash account, byte[] path) {
    byte[] prefix = storageNodes(account);
    byte[] key = Arrays.copyOf(prefix, prefix.length + path.length);
    System.arraycopy(path, 0, key, prefix.length, path.length);
    return key;
  }

  static byte[] accountHistory(Hash account, long number) {
    return ByteBuffer.allocate(1 + Hash.SIZE + Long.BYTES)
        .put(ACCOUNT_HISTORY)
        .put(account.bytes())
        .putLong(number)
        .array();
  }

  static byte[] slotHistory(Hash account, Hash slot, long number) {
    return ByteBuffer.allocate(1 + 2 * Hash.SIZE + Long.BYTES)
        .put(SLOT_HISTORY)
        .put(account.bytes())
        .put(slot.bytes())
        .putLong(number)
        .array();
  }

  /** Whether two history keys are of the same account or slot. */
  static boolean isSameHistory(byte[] one, byte[] other) {
    int length = one.length - Long.BYTES;
    return one.length == other.length && Arrays.equals(one, 0, length, other, 0, length);
  }

  static boolean startsWith(byte[] key, byte[] prefix) {
    return key.length >= prefix.length
        && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
  }
}
