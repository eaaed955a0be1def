package metro.da.batch;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.encoder.Encoder;
import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import metro.da.batch.SampleTraffic.Mix;
import metro.ethereum.Bytes;

/**
 * Prints what one transaction costs in bytes on the DA layer, in Metro's blob and as concatenated
 * RLP under general compressors. Arguments: numbers of transactions in one rollup's part.
 */
public final class DaBytes {
  private static final int SEED = 4;
  private static final int SIGNATURE_BYTES = 64;

  private DaBytes() {}

  /** Prints a table in Markdown. */
  public static void main(String[] arguments) throws IOException {
    Brotli4jLoader.ensureAvailability();
    List<Integer> sizes =
        arguments.length == 0
            ? List.of(10, 200, 10_000)
            : Arrays.stream(arguments).map(Integer::valueOf).toList();
    System.out.println(
        "| traffic | transactions | plain RLP | zstd-19 | brotli-11 | Metro's blob"
            + " | without signatures: brotli-11 | Metro |");
    System.out.println("|---|---|---|---|---|---|---|---|");
    for (Mix mix : Mix.values()) {
      for (int size : sizes) {
        print(mix, new SampleTraffic(mix, SEED).part(size), size);
      }
    }
  }

  private static void print(Mix mix, RollupBatch part, int size) throws IOException {
    byte[] rlp = concatenated(part);
    byte[] brotli = Encoder.compress(rlp, new Encoder.Parameters().setQuality(11).setWindow(24));
    int metro = BatchCodec.encode(BatchCodec.compress(part)).length();
    System.out.printf(
        "| %s | %,d | %.1f | %.1f | %.1f | %.1f | %.1f | %.1f |%n",
        mix,
        size,
        1.0 * rlp.length / size,
        1.0 * Zstd.compress(rlp, 19).length / size,
        1.0 * brotli.length / size,
        1.0 * metro / size,
        1.0 * brotli.length / size - SIGNATURE_BYTES,
        1.0 * metro / size - SIGNATURE_BYTES);
  }

  static byte[] concatenated(RollupBatch part) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    part.blocks()
        .forEach(
            block -> block.transactions().stream().map(Bytes::toArray).forEach(out::writeBytes));
    return out.toByteArray();
  }
}
