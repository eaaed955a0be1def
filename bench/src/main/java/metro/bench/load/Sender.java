package metro.bench.load;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import java.util.SplittableRandom;
import metro.ethereum.Address;
import metro.ethereum.Keccak;
import metro.ethereum.Secp256k1;
import metro.ethereum.TransactionSigner;

/** One lane: a key, a rollup, and transactions signed in advance. Not safe for many threads. */
final class Sender {
  private final TransactionSigner signer;
  private final Mix mix;
  private final long chainId;
  private final SplittableRandom random;
  private final Queue<ByteString> ready = new ArrayDeque<>();
  private final ByteString name;
  private long nonce;

  Sender(long number, Mix mix, long chainId, long seed) {
    this.signer = new TransactionSigner(Secp256k1.fastest(), key(number, seed));
    this.mix = mix;
    this.chainId = chainId;
    this.name = ByteString.copyFrom(address().bytes());
    this.random = new SplittableRandom(seed * 1_000_003 + number);
  }

  Address address() {
    return signer.address();
  }

  /** Signs until {@code count} stand ready. */
  void prepare(int count) {
    while (ready.size() < count) {
      byte[] raw = signer.sign(mix.next(chainId, nonce++, random)).encode();
      ready.add(UnsafeByteOperations.unsafeWrap(raw));
    }
  }

  /** The next one; whoever asks has called {@link #prepare} for enough. */
  ByteString next() {
    return ready.remove();
  }

  /** Its address as it goes over the wire. */
  ByteString name() {
    return name;
  }

  boolean isEmpty() {
    return ready.isEmpty();
  }

  private static byte[] key(long number, long seed) {
    byte[] hash = Keccak.keccak256(ByteBuffer.allocate(16).putLong(seed).putLong(number).array());
    // Below the group order, never zero.
    hash[0] = 0;
    return Arrays.equals(hash, new byte[32]) ? key(number + (1L << 40), seed) : hash;
  }
}
