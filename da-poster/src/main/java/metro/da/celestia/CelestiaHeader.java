package metro.da.celestia;

import java.time.Instant;
import metro.da.DaHeader;
import metro.da.DaHeight;
import metro.ethereum.Hash;

/**
 * One block of Celestia.
 *
 * @param height from 1
 * @param time the block's
 * @param hash of the header
 * @param dataHash the data root, commits to the whole square
 * @param dah row and column roots; its hash is {@code dataHash}
 */
public record CelestiaHeader(
    DaHeight height, Instant time, Hash hash, Hash dataHash, DataAvailabilityHeader dah)
    implements DaHeader {
  public CelestiaHeader {
    if (!dah.dataRoot().equals(dataHash)) {
      throw new IllegalArgumentException(
          "DA header " + height + ": data hash " + dataHash + " is not the root of its rows");
    }
  }

  /** The header as one of Celestia. */
  static CelestiaHeader of(DaHeader header) {
    if (header instanceof CelestiaHeader own) {
      return own;
    }
    throw new IllegalArgumentException("header " + header.height() + " is not one of Celestia");
  }
}
