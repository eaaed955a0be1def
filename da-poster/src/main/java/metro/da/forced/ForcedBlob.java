package metro.da.forced;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import metro.da.Blob;
import metro.da.VerifiedNamespace;
import metro.da.celestia.Namespace;
import metro.ethereum.Bytes;
import metro.state.Admission;
import metro.state.Admission.Admitted;
import metro.state.Decoder;
import metro.state.Encoder;
import metro.state.Limits;
import metro.state.MalformedException;
import metro.state.RollupId;
import metro.state.Sha256;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Transactions for one rollup in a blob of anybody's (docs/PROTOCOL.md, "Forced inclusion"): {@code
 * 66 01, u64 rollup, u32 count, each transaction as bytes}. A transaction counts when it passes the
 * same stateless rules as at the committee ({@link Admission}) and is signed for this rollup.
 */
public final class ForcedBlob {
  private static final Logger LOG = LoggerFactory.getLogger(ForcedBlob.class);

  /** Transactions in one blob; it may hold fewer, never none. */
  public static final int MAX_TRANSACTIONS = 1024;

  private static final int TAG = 0x66;
  private static final int VERSION = 1;
  private static final byte[] NAMESPACE = "metro/forced/v1/".getBytes(StandardCharsets.US_ASCII);

  private ForcedBlob() {}

  /** A rollup's forced namespace: the first 10 bytes of SHA-256("metro/forced/v1/" || u64). */
  public static Namespace namespace(RollupId rollup) {
    byte[] hash = Sha256.hash(NAMESPACE, new Encoder().u64(rollup.chainId()).toBytes()).bytes();
    return Namespace.v0(Arrays.copyOf(hash, Namespace.USER_SIZE));
  }

  /** A blob of transactions, to be paid for by anybody. */
  public static Blob of(RollupId rollup, List<Bytes> transactions) {
    if (transactions.isEmpty() || transactions.size() > MAX_TRANSACTIONS) {
      throw new IllegalArgumentException(
          "a forced blob has 1 to " + MAX_TRANSACTIONS + " transactions");
    }
    Encoder out = new Encoder().u8(TAG).u8(VERSION).u64(rollup.chainId()).u32(transactions.size());
    transactions.forEach(out::bytes);
    return Blob.unsigned(namespace(rollup), Bytes.wrap(out.toBytes()));
  }

  /**
   * What counts of all that stands in a rollup's forced namespace at one height, in the layer's
   * order. Everything else is passed over: anybody may post anything here.
   */
  public static List<Admitted> read(VerifiedNamespace content, RollupId rollup) {
    List<Admitted> out = new ArrayList<>();
    int passedOver = 0;
    for (Blob blob : content.blobs()) {
      try {
        List<Bytes> transactions = decode(rollup, blob.data());
        int before = out.size();
        transactions.forEach(raw -> add(raw, rollup, out));
        passedOver += transactions.size() - (out.size() - before);
      } catch (MalformedException e) {
        passedOver++;
        LOG.debug("DA height {}: a forced blob is none: {}", content.height(), e.getMessage());
      }
    }
    if (passedOver > 0) {
      LOG.info(
          "rollup {}: DA height {}: {} forced blobs or transactions passed over",
          rollup,
          content.height(),
          passedOver);
    }
    return out;
  }

  private static void add(Bytes raw, RollupId rollup, List<Admitted> out) {
    if (Admission.of(raw) instanceof Admitted admitted && admitted.chainId() == rollup.chainId()) {
      out.add(admitted);
    }
  }

  private static List<Bytes> decode(RollupId rollup, Bytes data) {
    Decoder in = new Decoder(data.arrayForReading()).tag(TAG, "forced blob");
    if (in.u8("forced blob version") != VERSION) {
      throw new MalformedException("forced blob version is not " + VERSION);
    }
    if (in.u63("forced blob rollup") != rollup.chainId()) {
      throw new MalformedException("forced blob is of another rollup");
    }
    int count = in.count(MAX_TRANSACTIONS, "forced blob count");
    List<Bytes> transactions = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      transactions.add(in.bytes(Limits.MAX_TRANSACTION_BYTES, "forced transaction"));
    }
    in.requireEnd("forced blob");
    return transactions;
  }
}
