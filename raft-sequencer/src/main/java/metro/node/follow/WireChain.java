package metro.node.follow;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import metro.soft.Certificate;
import metro.state.BlockHeader;
import metro.state.Encoder;
import metro.state.HeadPath;
import metro.state.PostingCursor;
import metro.state.RollupBlock;
import metro.wire.Certified;
import metro.wire.ClosedSecond;
import metro.wire.FollowBlock;
import metro.wire.FollowUpdate;
import metro.wire.Posted;
import metro.wire.ProvenHead;

/** Parts of the chain as the API carries them. */
public final class WireChain {
  private WireChain() {}

  static FollowUpdate block(RollupBlock block) {
    FollowBlock.Builder out =
        FollowBlock.newBuilder()
            .setNumber(block.number())
            .setHeight(block.height())
            .setTimeMs(block.timeMs());
    block
        .transactions()
        .forEach(t -> out.addTransactions(UnsafeByteOperations.unsafeWrap(t.arrayForReading())));
    return FollowUpdate.newBuilder().setBlock(out).build();
  }

  static FollowUpdate closed(BlockHeader header, HeadPath head) {
    return FollowUpdate.newBuilder()
        .setClosed(
            ClosedSecond.newBuilder().setHeader(wrap(header.encode())).setHead(provenHead(head)))
        .build();
  }

  static FollowUpdate certified(Certificate certificate, HeadPath head) {
    return FollowUpdate.newBuilder()
        .setCertified(
            Certified.newBuilder()
                .setCertificate(wrap(certificate.encode()))
                .setHead(provenHead(head)))
        .build();
  }

  static FollowUpdate posted(PostingCursor cursor) {
    return FollowUpdate.newBuilder()
        .setPosted(
            Posted.newBuilder()
                .setBatch(cursor.postedBatch())
                .setDaHeight(cursor.postedDaHeight())
                .setToHeight(cursor.postedHeight()))
        .build();
  }

  /** A head with its path. */
  public static ProvenHead provenHead(HeadPath head) {
    Encoder path = new Encoder();
    head.path().encode(path);
    return ProvenHead.newBuilder()
        .setNumber(head.head().number())
        .setTxCount(head.head().txCount())
        .setHash(wrap(head.head().hash().bytes()))
        .setPath(wrap(path.toBytes()))
        .build();
  }

  private static ByteString wrap(byte[] bytes) {
    return UnsafeByteOperations.unsafeWrap(bytes);
  }
}
