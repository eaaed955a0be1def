package metro.soft;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import metro.ethereum.Hash;
import metro.ethereum.Signature;
import metro.state.BlockHeader;
import metro.state.Committee;
import metro.state.Merkle;
import metro.state.RollupHead;
import metro.state.RollupId;
import metro.state.Sha256;

/** A committee with known keys, and headers for it. */
final class World {
  static final long CHAIN_ID = 91_337;
  static final List<RollupHead> HEADS =
      IntStream.range(0, 5)
          .mapToObj(i -> new RollupHead(new RollupId(1_000 + i), i, 3L * i, hash("head " + i)))
          .toList();

  final List<MemberKey> keys;
  final Committee committee;

  World(int members) {
    this(members, 0, 1);
  }

  World(int members, long epoch, int firstKey) {
    keys = IntStream.range(0, members).mapToObj(i -> key(firstKey + i)).toList();
    committee =
        new Committee(
            CHAIN_ID,
            epoch,
            IntStream.range(0, members)
                .mapToObj(i -> new Committee.Member("member-" + (i + 1), keys.get(i).address()))
                .toList());
  }

  static MemberKey key(int number) {
    byte[] secret = new byte[MemberKey.SIZE];
    Arrays.fill(secret, (byte) number);
    return MemberKey.of(secret);
  }

  static Hash hash(String text) {
    return Sha256.hash(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  static Hash rollupsRoot() {
    return Merkle.root(HEADS.stream().map(RollupHead::leaf).toList());
  }

  BlockHeader header(long height) {
    return header(height, "state");
  }

  /** Headers of one height differ when {@code state} differs. */
  BlockHeader header(long height, String state) {
    return header(CHAIN_ID, committee.epoch(), height, state, committee.hash());
  }

  static BlockHeader header(
      long chainId, long epoch, long height, String state, Hash nextCommittee) {
    return new BlockHeader(
        chainId,
        epoch,
        height,
        hash("parent"),
        1_700_000_000_000L + height,
        height * 10,
        10,
        hash("items"),
        rollupsRoot(),
        hash(state),
        nextCommittee,
        Hash.ZERO,
        7);
  }

  SoftCommit commit(int member, BlockHeader header) {
    MemberKey key = keys.get(member);
    return new SoftCommit(header, key.address(), key.sign(CommitMessage.of(header)));
  }

  Certificate certificate(BlockHeader header, int... members) {
    int bitmap = 0;
    List<Signature> signatures = new ArrayList<>();
    for (int member : members) {
      bitmap |= 1 << member;
      signatures.add(commit(member, header).signature());
    }
    return new Certificate(header, bitmap, signatures);
  }
}
