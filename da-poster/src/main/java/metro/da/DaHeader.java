package metro.da;

import java.time.Instant;
import metro.da.celestia.DataAvailabilityHeader;
import metro.ethereum.Hash;

/**
 * One block of the layer, as far as Metro needs it.
 *
 * @param height from 1
 * @param time the layer's block time
 * @param hash of the header
 * @param dataHash the data root, commits to the whole square
 * @param dah row and column roots; its hash is {@code dataHash}
 */
public record DaHeader(
    DaHeight height, Instant time, Hash hash, Hash dataHash, DataAvailabilityHeader dah) {
  public DaHeader {
    if (!dah.dataRoot().equals(dataHash)) {
      throw new IllegalArgumentException(
          "DA header " + height + ": data hash " + dataHash + " is not the root of its rows");
    }
  }
}
