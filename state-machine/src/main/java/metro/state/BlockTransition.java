package metro.state;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.ethereum.Secp256k1;
import metro.state.LogEntry.ProposedBundle;
import metro.state.LogEntry.ProposedItem;
import metro.state.LogEntry.ProposedTransaction;

/** One block in the making: items are offered one by one, then the block is closed. */
final class BlockTransition {
  private final LedgerState state;
  private final ItemRules rules;
  private final long height;
  private final long timeMs;
  private final long firstSeq;
  private final List<Block.Item> items = new ArrayList<>();
  private final Map<Long, Share> shares = new LinkedHashMap<>();
  private int bytes = LogEntryCodec.PROPOSAL_OVERHEAD;

  /**
   * One rollup's part of the block.
   *
   * @param before the rollup's head as it was
   */
  private record Share(RollupHead before, List<Bytes> transactions) {}

  BlockTransition(Overlay overlay, Secp256k1 secp256k1, long height, long timeMs) {
    this.state = new LedgerState(overlay);
    this.rules = new ItemRules(state, secp256k1, height, timeMs);
    this.height = height;
    this.timeMs = timeMs;
    this.firstSeq = state.view().nextSeq();
  }

  List<Block.Item> items() {
    return items;
  }

  int encodedBytes() {
    return bytes;
  }

  long firstSeq() {
    return firstSeq;
  }

  /** Takes {@code item} as a whole, or refuses it without a trace. */
  Outcome offer(ProposedItem item) {
    int size = LogEntryCodec.encodedSize(item);
    int count = item instanceof ProposedBundle b ? b.senders().size() : 1;
    if (items.size() + count > Limits.MAX_BLOCK_ITEMS || bytes + size > Limits.MAX_ENTRY_BYTES) {
      return new Outcome.Rejected(RejectReason.BLOCK_FULL, 0, 0);
    }
    Outcome outcome =
        switch (item) {
          case ProposedTransaction t -> runSingle(t);
          case ProposedBundle b -> runBundle(b);
        };
    bytes += outcome instanceof Outcome.Accepted ? size : 0;
    return outcome;
  }

  private Outcome runSingle(ProposedTransaction proposed) {
    state.overlay().commit();
    return switch (rules.run(proposed.transaction(), proposed.sender())) {
      case ItemRules.Taken t -> new Outcome.Accepted(List.of(place(t, Optional.empty())));
      case ItemRules.Refused r -> refuse(r, 0);
    };
  }

  private Outcome runBundle(ProposedBundle proposed) {
    Bundle bundle = proposed.bundle();
    Optional<RejectReason> reason = bundle.refuse(height);
    if (reason.isPresent()) {
      return new Outcome.Rejected(reason.get(), 0, 0);
    }
    return run(
        bundle.legs().stream().map(RawTransaction::of).toList(), proposed.senders(), bundle.id());
  }

  private Outcome run(List<RawTransaction> legs, List<ProposedSender> senders, Hash bundle) {
    state.overlay().commit();
    List<ItemRules.Taken> taken = new ArrayList<>(legs.size());
    for (int i = 0; i < legs.size(); i++) {
      switch (rules.run(legs.get(i), senders.get(i))) {
        case ItemRules.Taken t -> taken.add(t);
        case ItemRules.Refused r -> {
          return refuse(r, i);
        }
      }
    }
    List<Outcome.Charged> charged = new ArrayList<>(taken.size());
    for (ItemRules.Taken leg : taken) {
      charged.add(place(leg, Optional.of(bundle)));
    }
    return new Outcome.Accepted(charged);
  }

  private Outcome refuse(ItemRules.Refused refused, int leg) {
    state.overlay().rollback();
    return new Outcome.Rejected(refused.reason(), leg, refused.expectedNonce());
  }

  private Outcome.Charged place(ItemRules.Taken leg, Optional<Hash> bundle) {
    long seq = firstSeq + items.size();
    items.add(new Block.Item(leg.rollup(), leg.transaction(), leg.sender(), bundle));
    Position position = position(leg, seq);
    return new Outcome.Charged(position, leg.charge(), leg.payer());
  }

  private Position position(ItemRules.Taken leg, long seq) {
    if (leg.rollup() == rules.committee()) {
      return new Position(height, seq, leg.rollup(), 0, 0);
    }
    Share share =
        shares.computeIfAbsent(
            leg.rollup(), r -> new Share(state.view().head(new RollupId(r)), new ArrayList<>()));
    List<Bytes> own = share.transactions();
    own.add(leg.transaction().bytes());
    return new Position(height, seq, leg.rollup(), share.before().number() + 1, own.size() - 1);
  }

  /**
   * Moves the heads of all rollups with transactions here, and the next sequence number.
   *
   * @return the new heads in the order of the rollups' first item
   * @throws IllegalStateException when money appeared or vanished, which is a bug
   */
  List<RollupHead> finish() {
    List<RollupHead> heads = new ArrayList<>();
    shares.values().forEach(share -> heads.add(advance(share)));
    state.putNextSeq(firstSeq + items.size());
    Conservation.check(state);
    return heads;
  }

  private RollupHead advance(Share share) {
    RollupHead before = share.before();
    RollupHead after =
        before.next(
            new RollupBlock(
                before.rollup(), before.number() + 1, height, timeMs, share.transactions()));
    state.putHead(after);
    return after;
  }
}
