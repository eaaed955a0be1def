package metro.state;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;

/**
 * One height of the sequencer's chain.
 *
 * @param header what members sign
 * @param items in order; item i has sequence number {@code header.firstSeq() + i}
 * @param heads for each rollup with transactions here its head after this block, in the order of
 *     the rollups' first item
 */
public record Block(BlockHeader header, List<Item> items, List<RollupHead> heads) {
  private static final int ITEM_TAG = 0x49;

  /**
   * One ordered transaction.
   *
   * @param rollup chain id; the committee's own for a native operation
   * @param transaction in canonical bytes
   * @param sender who signed it
   * @param bundle the bundle it is a leg of
   */
  public record Item(
      long rollup, RawTransaction transaction, Address sender, Optional<Hash> bundle) {
    /** One that nobody has decoded yet. */
    public Item(long rollup, Bytes raw, Address sender, Optional<Hash> bundle) {
      this(rollup, RawTransaction.of(raw), sender, bundle);
    }

    /** Its canonical bytes. */
    public Bytes raw() {
      return transaction.bytes();
    }

    /** The item's leaf under the items root. */
    public Hash leaf(long seq) {
      Encoder out = new Encoder(128 + raw().length());
      writeLeaf(out, seq);
      return Merkle.leaf(out.toBytes());
    }

    /** Tag 0x49, sequence number, rollup, sender, bundle or zeros, the bytes with their length. */
    void writeLeaf(Encoder out, long seq) {
      out.u8(ITEM_TAG).u64(seq).u64(rollup).address(sender);
      out.hash(bundle.orElse(Hash.ZERO)).bytes(raw());
    }
  }

  public Block {
    items = List.copyOf(items);
    heads = List.copyOf(heads);
  }

  /** Shorthand for the header's height. */
  public long height() {
    return header.height();
  }

  /** The block's transactions of each rollup, native operations left out, keyed by chain id. */
  public Map<RollupId, RollupBlock> rollupBlocks() {
    Map<Long, List<Bytes>> byRollup = new LinkedHashMap<>();
    for (Item item : items) {
      if (item.rollup() != header.committee()) {
        byRollup.computeIfAbsent(item.rollup(), r -> new ArrayList<>()).add(item.raw());
      }
    }
    Map<RollupId, RollupBlock> out = new LinkedHashMap<>();
    for (RollupHead head : heads) {
      List<Bytes> transactions = byRollup.getOrDefault(head.rollup().chainId(), List.of());
      out.put(head.rollup(), part(head, transactions));
    }
    return out;
  }

  /** What this block holds for one rollup; empty when nothing. */
  public Optional<RollupBlock> rollupBlock(RollupId rollup) {
    return heads.stream().filter(h -> h.rollup().equals(rollup)).findFirst().map(this::part);
  }

  private RollupBlock part(RollupHead head) {
    long chainId = head.rollup().chainId();
    return part(head, items.stream().filter(i -> i.rollup() == chainId).map(Item::raw).toList());
  }

  private RollupBlock part(RollupHead head, List<Bytes> transactions) {
    return new RollupBlock(head.rollup(), head.number(), height(), header.timeMs(), transactions);
  }
}
