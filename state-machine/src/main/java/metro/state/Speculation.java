package metro.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import metro.ethereum.Bytes;
import metro.ethereum.Secp256k1;
import metro.state.LogEntry.BlockProposal;
import metro.state.LogEntry.ProposedBundle;
import metro.state.LogEntry.ProposedItem;
import metro.state.LogEntry.ProposedTransaction;

/**
 * What the leader's block builder works on: the next block as {@link Ledger} will make it, on state
 * that may itself be speculative. Same rules, same code. One thread.
 *
 * <p>Items are offered with the senders' public keys ({@link ProposedSender.FirstSeen}); those the
 * state knows already are shortened to their address.
 */
public final class Speculation {
  private final Overlay overlay;
  private final LedgerView view;
  private final BlockTransition block;
  private final long timeMs;
  private final List<ProposedItem> accepted = new ArrayList<>();
  private boolean sealed;

  /**
   * A block of {@code height} on top of {@code base}, which must answer the same as long as this is
   * in use.
   *
   * @param timeMs leader time; not below the time of the block before
   */
  public Speculation(StateReader base, long height, long timeMs) {
    this(base, height, timeMs, Secp256k1.fastest());
  }

  /** {@link #Speculation(StateReader, long, long)} with a chosen signature scheme. */
  public Speculation(StateReader base, long height, long timeMs, Secp256k1 secp256k1) {
    this.overlay = new Overlay(base);
    this.view = new LedgerView(overlay);
    this.block = new BlockTransition(overlay, secp256k1, height, timeMs);
    this.timeMs = timeMs;
  }

  /** Takes {@code item} as a whole into the block, or refuses it without a trace. */
  public Outcome offer(ProposedItem item) {
    if (sealed) {
      throw new IllegalStateException("the speculation was sealed: start the next one");
    }
    ProposedItem resolved = resolve(item);
    Outcome outcome = block.offer(resolved);
    if (outcome instanceof Outcome.Accepted) {
      accepted.add(resolved);
    }
    return outcome;
  }

  /** How many transactions were taken, bundle legs included. */
  public int itemCount() {
    return block.items().size();
  }

  /** The bytes of the proposal so far. */
  public int encodedBytes() {
    return block.encodedBytes();
  }

  /** Typed reads of the state after the items taken so far. */
  public LedgerView view() {
    return view;
  }

  /** Ends the block. */
  public BlockProposal seal(boolean closing) {
    if (!sealed) {
      sealed = true;
      block.finish();
    }
    return new BlockProposal(timeMs, closing, accepted);
  }

  /**
   * The state after this block, for the next speculation; only after {@link #seal}. Its tip is
   * still the committed one, since a header is made by the log alone.
   */
  public StateReader state() {
    requireSealed();
    return overlay;
  }

  private void requireSealed() {
    if (!sealed) {
      throw new IllegalStateException("seal the speculation before building on it");
    }
  }

  private ProposedItem resolve(ProposedItem item) {
    return switch (item) {
      case ProposedTransaction t -> new ProposedTransaction(t.transaction(), resolve(t.sender()));
      case ProposedBundle b -> new ProposedBundle(b.bundle(), resolveLegs(b.senders()));
    };
  }

  private ProposedSender resolve(ProposedSender sender) {
    return switch (sender) {
      case ProposedSender.Known k -> k;
      case ProposedSender.FirstSeen f -> {
        Optional<Bytes> known = view.account(f.address()).publicKey();
        yield known.isPresent() ? new ProposedSender.Known(f.address()) : f;
      }
    };
  }

  /** Only the first of a new sender's legs carries his key. */
  private List<ProposedSender> resolveLegs(List<ProposedSender> senders) {
    List<ProposedSender> out = new ArrayList<>();
    for (ProposedSender sender : senders) {
      boolean seenInBundle = out.stream().anyMatch(s -> s.address().equals(sender.address()));
      out.add(seenInBundle ? new ProposedSender.Known(sender.address()) : resolve(sender));
    }
    return out;
  }
}
