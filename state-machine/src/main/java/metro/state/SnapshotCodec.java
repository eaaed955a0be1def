package metro.state;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;

/**
 * The whole state as bytes: same state, same bytes, same hash on every member.
 *
 * <p>Tag 0x58, version 1; each entry in key order as key length (u16), key, value length (u32),
 * value; a key length of 0; the number of entries (u64); the SHA-256 of everything before.
 */
public final class SnapshotCodec {
  private static final int TAG = 0x58;
  private static final int VERSION = 1;
  private static final int HEADER_BYTES = 2;
  private static final int TRAILER_BYTES = 2 + 8 + Hash.SIZE;

  private SnapshotCodec() {}

  /** Streams a snapshot out. One thread. */
  public static final class Writer {
    private final Consumer<byte[]> sink;
    private final MessageDigest digest = Sha256.digest();
    private byte[] lastKey = {};
    private long count;

    /** A writer that hands each piece to {@code sink} in order. */
    public Writer(Consumer<byte[]> sink) {
      this.sink = sink;
      emit(new Encoder(HEADER_BYTES).u8(TAG).u8(VERSION));
    }

    /**
     * The next entry.
     *
     * @throws IllegalArgumentException when its key is not above the last one's or it is larger
     *     than the state's entries may be
     */
    public void put(StateKey key, Bytes value) {
      byte[] bytes = key.bytes().arrayForReading();
      if (Arrays.compareUnsigned(bytes, lastKey) <= 0) {
        throw new IllegalArgumentException("entries come in key order: " + key);
      }
      if (bytes.length > Limits.MAX_STATE_KEY_BYTES
          || value.length() > Limits.MAX_STATE_VALUE_BYTES) {
        throw new IllegalArgumentException("entry is larger than the state's limits: " + key);
      }
      lastKey = bytes;
      count++;
      emit(new Encoder(64 + value.length()).u16(bytes.length).raw(bytes).bytes(value));
    }

    /** Ends the snapshot and answers its hash. */
    public Hash finish() {
      emit(new Encoder().u16(0).u64(count));
      Hash hash = Hash.of(digest.digest());
      sink.accept(hash.bytes());
      return hash;
    }

    private void emit(Encoder piece) {
      byte[] bytes = piece.toBytes();
      digest.update(bytes);
      sink.accept(bytes);
    }
  }

  /**
   * Takes a snapshot in, in pieces of any size, and never holds more than one piece and one entry.
   * Entries are handed on before the end is seen: drop them all unless {@link #finish()} returns.
   *
   * <p>All methods throw {@link MalformedException} naming what is wrong. One thread.
   */
  public static final class Reader {
    private final BiConsumer<StateKey, Bytes> sink;
    private final MessageDigest digest = Sha256.digest();
    private byte[] pending = {};
    private byte[] lastKey = {};
    private long count;
    private boolean started;

    /** A reader that hands each entry to {@code sink} in key order. */
    public Reader(BiConsumer<StateKey, Bytes> sink) {
      this.sink = sink;
    }

    /** The next piece. */
    public void accept(byte[] piece) {
      byte[] data = Arrays.copyOf(pending, pending.length + piece.length);
      System.arraycopy(piece, 0, data, pending.length, piece.length);
      int position = 0;
      for (int size = next(data, position); size > 0; size = next(data, position)) {
        digest.update(data, position, size);
        position += size;
      }
      pending = Arrays.copyOfRange(data, position, data.length);
      if (pending.length > TRAILER_BYTES && isTrailer(pending)) {
        throw new MalformedException("bytes after the end of the snapshot");
      }
    }

    /** Checks the end and answers the snapshot's hash. */
    public Hash finish() {
      if (!started || pending.length != TRAILER_BYTES || !isTrailer(pending)) {
        throw new MalformedException("snapshot is cut off");
      }
      Decoder in = new Decoder(pending);
      in.u16("end");
      if (in.u63("entry count") != count) {
        throw new MalformedException("snapshot lacks entries");
      }
      digest.update(pending, 0, TRAILER_BYTES - Hash.SIZE);
      Hash hash = Hash.of(digest.digest());
      if (!hash.equals(in.hash("snapshot hash"))) {
        throw new MalformedException("snapshot does not match its hash");
      }
      return hash;
    }

    /** The size of the complete unit at {@code position}, taken in; 0 when there is none yet. */
    private int next(byte[] data, int position) {
      Decoder in = new Decoder(data, position);
      if (!started) {
        return readHeader(in);
      }
      if (in.remaining() < 2) {
        return 0;
      }
      int keyLength = in.u16("key length");
      if (keyLength > Limits.MAX_STATE_KEY_BYTES) {
        throw new MalformedException("snapshot key of " + keyLength + " bytes");
      }
      return keyLength == 0 || in.remaining() < keyLength + 4 ? 0 : readEntry(in, keyLength);
    }

    private int readHeader(Decoder in) {
      if (in.remaining() < HEADER_BYTES) {
        return 0;
      }
      in.tag(TAG, "snapshot").tag(VERSION, "snapshot version");
      started = true;
      return HEADER_BYTES;
    }

    private int readEntry(Decoder in, int keyLength) {
      byte[] key = in.raw(keyLength, "snapshot key");
      int valueLength = in.count(Limits.MAX_STATE_VALUE_BYTES, "snapshot value length");
      if (in.remaining() < valueLength) {
        return 0;
      }
      if (Arrays.compareUnsigned(key, lastKey) <= 0) {
        throw new MalformedException("snapshot is not in key order");
      }
      lastKey = key;
      count++;
      Bytes value = Bytes.wrap(in.raw(valueLength, "snapshot value"));
      sink.accept(new StateKey(Bytes.wrap(key)), value);
      return 2 + keyLength + 4 + valueLength;
    }

    private static boolean isTrailer(byte[] data) {
      return data[0] == 0 && data[1] == 0;
    }
  }
}
