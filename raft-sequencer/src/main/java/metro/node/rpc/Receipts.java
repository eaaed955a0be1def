package metro.node.rpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import metro.ethereum.Address;
import metro.ethereum.Hash;
import metro.node.chain.Chain;
import metro.node.ingress.WireAnswers;
import metro.soft.Certificate;
import metro.state.Block;
import metro.state.Encoder;
import metro.state.Merkle;
import metro.state.Outcome;
import metro.state.Position;
import metro.wire.Receipt;

/**
 * Makes the proof that a transaction stands in a certified block: item under the items root of its
 * header, and headers from there to one under a certificate.
 */
final class Receipts {
  private final Chain chain;
  private final CertificateWaiter certificates;

  Receipts(Chain chain, CertificateWaiter certificates) {
    this.chain = chain;
    this.certificates = certificates;
  }

  /** The receipt; empty when the transaction is in no applied block. Waits for a certificate. */
  Optional<Receipt> of(Hash id, long waitMs) throws InterruptedException {
    Optional<Position> position = chain.locate(id);
    Optional<Block> block = position.flatMap(p -> chain.block(p.height()));
    if (block.isEmpty()) {
      return Optional.empty();
    }
    Position at = position.get();
    Receipt.Builder out =
        Receipt.newBuilder()
            .setTxHash(WireAnswers.bytes(id))
            .setOrdered(WireAnswers.ordered(new Outcome.Charged(at, 0, Address.ZERO)))
            .setHeader(wrap(block.get().header().encode()));
    addItem(out, block.get(), at);
    certificates.covering(at.height(), waitMs).ifPresent(c -> addCertificate(out, at, c));
    return Optional.of(out.build());
  }

  private static void addItem(Receipt.Builder out, Block block, Position at) {
    long firstSeq = block.header().firstSeq();
    List<Hash> leaves = new ArrayList<>(block.items().size());
    for (Block.Item item : block.items()) {
      leaves.add(item.leaf(firstSeq + leaves.size()));
    }
    int index = Math.toIntExact(at.seq() - firstSeq);
    Encoder path = new Encoder();
    Merkle.path(leaves, index).encode(path);
    out.setItemPath(wrap(path.toBytes())).setItemLeaf(WireAnswers.bytes(leaves.get(index)));
  }

  private void addCertificate(Receipt.Builder out, Position at, Certificate certificate) {
    out.setCertificate(wrap(certificate.encode()));
    for (long h = at.height() + 1; h < certificate.height(); h++) {
      chain.header(h).ifPresent(header -> out.addHeadersToCertified(wrap(header.encode())));
    }
  }

  private static ByteString wrap(byte[] bytes) {
    return UnsafeByteOperations.unsafeWrap(bytes);
  }
}
