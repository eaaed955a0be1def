package metro.da.celestia;

import java.util.List;
import metro.da.Blob;
import metro.ethereum.Address;
import metro.ethereum.Bytes;

/**
 * The transaction that pays for blobs: a Cosmos TxRaw with one MsgPayForBlobs.
 *
 * @param payer the account that pays
 * @param sequence the account's number for this transaction
 * @param gas limit
 * @param feeUtia offered
 * @param blobs paid for
 */
public record PayForBlobs(Address payer, long sequence, long gas, long feeUtia, List<Blob> blobs) {
  private static final String TYPE_URL = "/celestia.blob.v1.MsgPayForBlobs";
  private static final int SIGN_MODE_DIRECT = 1;
  private static final int SIGNATURE_SIZE = 64;

  public PayForBlobs {
    blobs = List.copyOf(blobs);
  }

  /** The message inside. */
  Bytes message() {
    ProtoWriter out = new ProtoWriter().text(1, Bech32.encode(payer));
    blobs.forEach(blob -> out.message(2, blob.namespace().bytes().arrayForReading()));
    out.packed(3, blobs.stream().map(blob -> blob.data().length()).toList());
    blobs.forEach(blob -> out.message(4, ShareCommitment.of(blob).bytes()));
    out.packed(8, blobs.stream().map(Blob::shareVersion).toList());
    return Bytes.wrap(out.toBytes());
  }

  /** The transaction with 64 zero bytes where the signature belongs and no public key. */
  public Bytes unsigned() {
    byte[] any = new ProtoWriter().text(1, TYPE_URL).bytes(2, message()).toBytes();
    byte[] body = new ProtoWriter().message(1, any).toBytes();
    byte[] single = new ProtoWriter().number(1, SIGN_MODE_DIRECT).toBytes();
    byte[] mode = new ProtoWriter().message(1, single).toBytes();
    byte[] signer = new ProtoWriter().message(2, mode).number(3, sequence).toBytes();
    byte[] coin = new ProtoWriter().text(1, "utia").text(2, Long.toString(feeUtia)).toBytes();
    byte[] fee = new ProtoWriter().message(1, coin).number(2, gas).toBytes();
    byte[] auth = new ProtoWriter().message(1, signer).message(2, fee).toBytes();
    return Bytes.wrap(
        new ProtoWriter()
            .message(1, body)
            .message(2, auth)
            .message(3, new byte[SIGNATURE_SIZE])
            .toBytes());
  }
}
