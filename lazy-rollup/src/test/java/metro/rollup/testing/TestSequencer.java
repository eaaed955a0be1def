package metro.rollup.testing;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.soft.Certificate;
import metro.state.BlockHeader;
import metro.state.Encoder;
import metro.state.Merkle;
import metro.state.MerklePath;
import metro.state.RollupBlock;
import metro.state.RollupHead;
import metro.state.RollupId;
import metro.state.Sha256;
import metro.wire.Certified;
import metro.wire.ClosedSecond;
import metro.wire.FollowBlock;
import metro.wire.FollowUpdate;
import metro.wire.ProvenHead;

/**
 * A sequencer's history without a sequencer: real headers, rollup trees, paths and certificates
 * around one rollup's blocks. The rollup is the second of three in the registry.
 */
public final class TestSequencer {
  /** What a header says and what of the rollup is under it. */
  public record Link(BlockHeader header, RollupHead head) {}

  private static final RollupId BEFORE = new RollupId(5);
  private static final RollupId AFTER = new RollupId(1_000_000);

  private final TestCommittee committee;
  private final List<RollupBlock> blocks = new ArrayList<>();
  private final List<Link> links = new ArrayList<>();
  private RollupHead head;

  /** An empty history. */
  public TestSequencer(TestCommittee committee, RollupId rollup) {
    this.committee = committee;
    this.head = RollupHead.start(rollup);
  }

  /** Orders transactions in a block of the next height. */
  public Link order(long timeMs, List<Bytes> transactions) {
    RollupBlock block =
        new RollupBlock(head.rollup(), head.number() + 1, links.size() + 1L, timeMs, transactions);
    blocks.add(block);
    head = head.next(block);
    return link(timeMs);
  }

  /** A block of the next height without anything for this rollup. */
  public Link idle(long timeMs) {
    return link(timeMs);
  }

  private Link link(long timeMs) {
    Hash parent = links.isEmpty() ? Hash.ZERO : links.getLast().header().hash();
    BlockHeader header =
        new BlockHeader(
            committee.committee().chainId(),
            0,
            links.size() + 1L,
            parent,
            timeMs,
            1,
            1,
            Hash.ZERO,
            Merkle.root(leaves(head)),
            Sha256.hash(new byte[] {(byte) links.size()}),
            committee.committee().hash(),
            Hash.ZERO,
            0);
    Link link = new Link(header, head);
    links.add(link);
    return link;
  }

  private static List<Hash> leaves(RollupHead head) {
    return List.of(RollupHead.start(BEFORE).leaf(), head.leaf(), RollupHead.start(AFTER).leaf());
  }

  /** The rollup's blocks so far. */
  public List<RollupBlock> blocks() {
    return List.copyOf(blocks);
  }

  /** All headers so far. */
  public List<Link> links() {
    return List.copyOf(links);
  }

  /** The newest header. */
  public Link tip() {
    return links.getLast();
  }

  /** A certificate over a header. */
  public Certificate certificate(Link link) {
    return committee.certify(link.header());
  }

  /** The way from a link's rollup head to its header's rollups root. */
  public static MerklePath path(Link link) {
    return Merkle.path(leaves(link.head()), 1);
  }

  /** As the follow stream tells it. */
  public static FollowUpdate message(RollupBlock block) {
    FollowBlock.Builder message =
        FollowBlock.newBuilder()
            .setNumber(block.number())
            .setHeight(block.height())
            .setTimeMs(block.timeMs());
    block.transactions().forEach(t -> message.addTransactions(bytes(t.toArray())));
    return FollowUpdate.newBuilder().setBlock(message).build();
  }

  /** As the follow stream tells it. */
  public static FollowUpdate closed(Link link) {
    return FollowUpdate.newBuilder()
        .setClosed(
            ClosedSecond.newBuilder()
                .setHeader(bytes(link.header().encode()))
                .setHead(proven(link.head(), path(link))))
        .build();
  }

  /** As the follow stream tells it. */
  public FollowUpdate certified(Link link) {
    return certified(certificate(link), link.head(), path(link));
  }

  /** A message with parts that need not fit each other. */
  public static FollowUpdate certified(Certificate certificate, RollupHead head, MerklePath path) {
    return FollowUpdate.newBuilder()
        .setCertified(
            Certified.newBuilder()
                .setCertificate(bytes(certificate.encode()))
                .setHead(proven(head, path)))
        .build();
  }

  private static ProvenHead proven(RollupHead head, MerklePath path) {
    Encoder encoded = new Encoder();
    path.encode(encoded);
    return ProvenHead.newBuilder()
        .setNumber(head.number())
        .setTxCount(head.txCount())
        .setHash(bytes(head.hash().bytes()))
        .setPath(bytes(encoded.toBytes()))
        .build();
  }

  /**
   * The whole honest stream from a block number on: blocks, closed seconds, certificates of every
   * header, in the order of heights.
   */
  public List<FollowUpdate> stream(long from) {
    List<FollowUpdate> out = new ArrayList<>();
    long second = -1;
    int next = 0;
    for (Link link : links) {
      boolean isLater = link.header().timeMs() / 1000 > second;
      second = link.header().timeMs() / 1000;
      while (next < blocks.size() && blocks.get(next).number() <= link.head().number()) {
        if (blocks.get(next).number() >= from) {
          out.add(message(blocks.get(next)));
        }
        next++;
      }
      if (isLater && link.head().number() >= from - 1) {
        out.add(closed(link));
      }
      if (link.head().number() >= from - 1) {
        out.add(certified(link));
      }
    }
    return out;
  }

  private static ByteString bytes(byte[] bytes) {
    return ByteString.copyFrom(bytes);
  }
}
