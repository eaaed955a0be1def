package metro.da.embedded;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Optional;
import metro.da.Blob;
import metro.da.celestia.Bech32;
import metro.da.celestia.Share;
import metro.da.celestia.ShareCommitment;
import metro.da.celestia.proto.celestia.blob.MsgPayForBlobs;
import metro.ethereum.Address;
import metro.ethereum.Bytes;

/**
 * Whether a paying message fits the blobs that came with it (celestia-app x/blob, ValidateBlobTx).
 * Needs no state.
 */
final class BlobRules {
  private BlobRules() {}

  static void check(PayTx tx) throws RefusedException {
    MsgPayForBlobs message = tx.message();
    List<Blob> blobs = tx.blobTx().blobs();
    requireParts(message);
    requireSizes(message, blobs);
    for (int i = 0; i < blobs.size(); i++) {
      requireBlob(message, i, blobs.get(i), tx.signer());
    }
  }

  private static void requireParts(MsgPayForBlobs message) throws RefusedException {
    int count = message.getNamespacesCount();
    require(count > 0, 11132, "no namespaces provided");
    require(message.getShareVersionsCount() > 0, 11133, "no share versions provided");
    require(message.getBlobSizesCount() > 0, 11134, "no blob sizes provided");
    require(message.getShareCommitmentsCount() > 0, 11135, "no share commitments provided");
    require(
        message.getShareVersionsCount() == count
            && message.getBlobSizesCount() == count
            && message.getShareCommitmentsCount() == count,
        11130,
        "number of each component in a MsgPayForBlobs must be identical");
  }

  private static void requireSizes(MsgPayForBlobs message, List<Blob> blobs)
      throws RefusedException {
    List<Integer> sizes = blobs.stream().map(blob -> blob.data().length()).toList();
    require(
        sizes.equals(message.getBlobSizesList()),
        11113,
        "actual %s declared %s: actual blob size differs from that specified in the MsgPayForBlob"
            .formatted(sizes, message.getBlobSizesList()));
  }

  private static void requireBlob(MsgPayForBlobs message, int i, Blob blob, Address signer)
      throws RefusedException {
    int version = message.getShareVersions(i);
    require(
        version == blob.shareVersion() && version <= Share.MAX_SUBMITTED_VERSION,
        11123,
        "share version " + version + " is not served: unsupported share version");
    require(
        bytes(message.getNamespaces(i)).equals(blob.namespace().bytes()),
        11127,
        "namespace of blob and its respective MsgPayForBlobs differ");
    Optional<Address> foreign = blob.signer().filter(other -> !other.equals(signer));
    require(
        foreign.isEmpty(),
        11140,
        "blob signer %s does not match msgPFB signer %s: invalid blob signer"
            .formatted(foreign.map(Bech32::encode).orElse(""), Bech32.encode(signer)));
    require(
        bytes(message.getShareCommitments(i)).equals(Bytes.wrap(ShareCommitment.of(blob).bytes())),
        11116,
        "invalid commitment for share");
  }

  private static Bytes bytes(ByteString value) {
    return Bytes.wrap(value.toByteArray());
  }

  private static void require(boolean holds, int code, String otherwise) throws RefusedException {
    if (!holds) {
      throw RefusedException.blob(code, otherwise);
    }
  }
}
