package metro.state;

import java.util.List;
import java.util.Optional;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;

/** Everything that may stand in the replicated log. */
public sealed interface LogEntry {

  /**
   * The next block as its leader proposes it. Makes exactly one block, unless no item survives and
   * {@code closing} is false: then it makes none.
   *
   * @param timeMs the leader's clock, milliseconds since 1970; apply raises it to the last block's
   *     time when it is lower
   * @param closing whether an empty block is wanted when no item survives; there is one only to
   *     close a second: after a block with items, in a later second than that
   * @param items in execution order
   */
  record BlockProposal(long timeMs, boolean closing, List<ProposedItem> items) implements LogEntry {
    public BlockProposal {
      items = List.copyOf(items);
    }
  }

  /** One unit of a proposal: taken or refused as a whole. */
  sealed interface ProposedItem {}

  /**
   * One transaction.
   *
   * @param transaction in canonical bytes
   * @param sender who signed it, as the leader found out; every member checks it before it signs
   *     the block
   */
  record ProposedTransaction(RawTransaction transaction, ProposedSender sender)
      implements ProposedItem {
    /** One that nobody has decoded yet. */
    public ProposedTransaction(Bytes raw, ProposedSender sender) {
      this(RawTransaction.of(raw), sender);
    }

    /** Its canonical bytes. */
    public Bytes raw() {
      return transaction.bytes();
    }
  }

  /** Transactions that stand side by side in one block, or none does. */
  record ProposedBundle(Bundle bundle, List<ProposedSender> senders) implements ProposedItem {
    public ProposedBundle {
      senders = List.copyOf(senders);
      if (senders.size() != bundle.legs().size()) {
        throw new IllegalArgumentException("a bundle has one sender for each leg");
      }
    }
  }

  /**
   * A batch is about to be sent to the DA layer.
   *
   * @param batch its number, one above the last
   * @param fromHeight last height of the batch before
   * @param toHeight last height of this batch
   * @param batchHash hash of the batch's bytes
   * @param daHeight newest height of the DA layer the poster saw: the batch cannot stand at or
   *     below
   * @param certificate that is sent with it, of {@code toHeight} or the next certified height; the
   *     rest of what is sent follows from the chain, so every member makes the same bytes
   * @param transaction the signed transaction that carries it there, nothing else ever does; empty
   *     when a node of the DA layer signs by itself
   */
  record BatchPrepared(
      long batch,
      long fromHeight,
      long toHeight,
      Hash batchHash,
      long daHeight,
      Bytes certificate,
      Optional<DaTransaction> transaction)
      implements LogEntry {
    public BatchPrepared {
      if (certificate.isEmpty() || certificate.length() > Limits.MAX_CERTIFICATE_BYTES) {
        throw new IllegalArgumentException(
            "a certificate has 1 to "
                + Limits.MAX_CERTIFICATE_BYTES
                + " bytes, not "
                + certificate.length());
      }
    }

    /** One that a node of the DA layer signs by itself. */
    public static BatchPrepared unsigned(
        long batch,
        long fromHeight,
        long toHeight,
        Hash batchHash,
        long daHeight,
        Bytes certificate) {
      return new BatchPrepared(
          batch, fromHeight, toHeight, batchHash, daHeight, certificate, Optional.empty());
    }

    /**
     * Whether both are the same batch, sent by the same transaction; the first's certificate stays.
     */
    boolean isSameAs(BatchPrepared other) {
      return batch == other.batch
          && fromHeight == other.fromHeight
          && toHeight == other.toHeight
          && batchHash.equals(other.batchHash)
          && transaction.equals(other.transaction);
    }

    /**
     * The last DA height at which what was prepared can appear: the transaction's last, or so many
     * heights on that no node still holds what it was given at the time.
     */
    public long lastDaHeight() {
      return transaction
          .map(DaTransaction::timeoutHeight)
          .orElse(daHeight + Math.min(Limits.UNSIGNED_DA_HEIGHTS, Long.MAX_VALUE - daHeight));
    }
  }

  /**
   * A prepared batch was seen on the DA layer, its inclusion proven against the DA header.
   *
   * @param batch its number
   * @param batchHash hash of the batch's bytes
   * @param daHeight where it stands
   * @param daHeader hash of that height's data root
   */
  record BatchPosted(long batch, Hash batchHash, long daHeight, Hash daHeader)
      implements LogEntry {}
}
