package metro.da;

import java.util.Optional;
import metro.da.celestia.Namespace;
import metro.da.celestia.Share;
import metro.ethereum.Address;
import metro.ethereum.Bytes;

/**
 * Data under a namespace, as one submits it and as one reads it back.
 *
 * @param namespace one that {@link Namespace#mayHoldBlobs()}
 * @param shareVersion 0, or 1 with the account that paid for it; 2 is only ever read
 * @param signer the paying account, present exactly when the share version is not 0
 * @param data at least one byte
 */
public record Blob(Namespace namespace, int shareVersion, Optional<Address> signer, Bytes data) {
  public Blob {
    if (!namespace.mayHoldBlobs()) {
      throw new IllegalArgumentException("blob namespace " + namespace + " is reserved");
    }
    if (shareVersion < 0 || shareVersion > Share.MAX_KNOWN_VERSION) {
      throw new IllegalArgumentException("blob share version " + shareVersion + " is not known");
    }
    if (signer.isPresent() != (shareVersion > 0)) {
      throw new IllegalArgumentException("a blob has a signer exactly from share version 1 on");
    }
    if (shareVersion == 2 && data.length() != Share.REFERENCE_BYTES) {
      throw new IllegalArgumentException("a blob of share version 2 has 36 bytes");
    }
    if (data.isEmpty() || data.length() > Limits.MAX_BLOB_BYTES) {
      throw new IllegalArgumentException(
          "blob data must be 1 to " + Limits.MAX_BLOB_BYTES + " bytes, not " + data.length());
    }
  }

  /** A blob of share version 0: anybody's. */
  public static Blob unsigned(Namespace namespace, Bytes data) {
    return new Blob(namespace, 0, Optional.empty(), data);
  }

  /** A blob of share version 1: the layer checks that {@code signer} paid for it. */
  public static Blob signed(Namespace namespace, Address signer, Bytes data) {
    return new Blob(namespace, 1, Optional.of(signer), data);
  }

  /** How many shares it takes. */
  public int shareCount() {
    return Share.sharesNeeded(data.length(), signer.isPresent());
  }
}
