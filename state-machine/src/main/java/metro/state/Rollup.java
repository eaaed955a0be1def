package metro.state;

import java.nio.charset.StandardCharsets;
import metro.ethereum.Address;
import metro.ethereum.Bytes;

/**
 * A rollup's entry in the registry.
 *
 * @param id its chain id
 * @param index its place in the registry, from 0; never changes
 * @param name for people, 1 to {@link Limits#MAX_ROLLUP_NAME_BYTES} bytes of UTF-8
 * @param owner may change this entry; sponsored transactions are paid from its balance
 * @param payMode who pays
 * @param nonceMode how nonces are treated
 * @param active whether transactions are taken
 * @param quota what the sponsor pays for
 */
public record Rollup(
    RollupId id,
    int index,
    String name,
    Address owner,
    PayMode payMode,
    NonceMode nonceMode,
    boolean active,
    Quota quota)
    implements StateValue.Encodable {
  private static final int TAG = 0x47;

  /**
   * Bytes of transactions a sponsor pays for in one day (UTC, by leader time).
   *
   * @param bytesPerSender for each sender
   * @param bytesInAll for all senders together
   */
  public record Quota(long bytesPerSender, long bytesInAll) {
    /** 64 KiB for each sender, no bound for all. */
    public static final Quota DEFAULT = new Quota(64 * 1024, Long.MAX_VALUE);
  }

  /** A new, active entry. */
  static Rollup registered(Genesis.RollupSpec spec, int index) {
    return new Rollup(
        spec.id(),
        index,
        spec.name(),
        spec.owner(),
        spec.payMode(),
        spec.nonceMode(),
        true,
        Quota.DEFAULT);
  }

  /** The Celestia namespace id its transactions are posted in: 10 bytes. */
  public byte[] namespace() {
    return Genesis.defaultNamespace(id);
  }

  Rollup withOwner(Address newOwner) {
    return new Rollup(id, index, name, newOwner, payMode, nonceMode, active, quota);
  }

  Rollup withActive(boolean nowActive) {
    return new Rollup(id, index, name, owner, payMode, nonceMode, nowActive, quota);
  }

  Rollup withModes(PayMode pay, NonceMode nonce) {
    return new Rollup(id, index, name, owner, pay, nonce, active, quota);
  }

  Rollup withQuota(Quota newQuota) {
    return new Rollup(id, index, name, owner, payMode, nonceMode, active, newQuota);
  }

  /** Tag 0x47, then the record's fields but the id; active and modes u8, the name with a length. */
  @Override
  public Bytes encode() {
    return Bytes.wrap(
        new Encoder()
            .u8(TAG)
            .u32(index)
            .bytes(Bytes.wrap(name.getBytes(StandardCharsets.UTF_8)))
            .address(owner)
            .u8(payMode.code())
            .u8(nonceMode.code())
            .u8(active ? 1 : 0)
            .u64(quota.bytesPerSender())
            .u64(quota.bytesInAll())
            .toBytes());
  }

  static Rollup decode(RollupId id, Bytes bytes) {
    Decoder in = new Decoder(bytes.arrayForReading()).tag(TAG, "rollup");
    int index = in.count(Limits.MAX_ROLLUPS - 1, "rollup index");
    String name = in.text(Limits.MAX_ROLLUP_NAME_BYTES, "rollup name");
    Rollup out =
        new Rollup(
            id,
            index,
            name,
            in.address("rollup owner"),
            PayMode.decode(in, "rollup pay mode"),
            NonceMode.decode(in, "rollup nonce mode"),
            in.flag("rollup active"),
            new Quota(in.u63("rollup quota"), in.u63("rollup quota")));
    in.requireEnd("rollup");
    return out;
  }
}
