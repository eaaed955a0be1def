package metro.node.ingress;

import java.util.List;
import metro.ethereum.Hash;
import metro.state.Bundle;
import metro.state.LogEntry.ProposedBundle;
import metro.state.LogEntry.ProposedItem;
import metro.state.LogEntry.ProposedTransaction;
import metro.state.ProposedSender;
import metro.state.RawTransaction;

/** What passed every check that needs no state. */
public sealed interface Submission {
  /** The transaction's hash, or the bundle's id. */
  Hash id();

  /** Its transactions. */
  List<SignedTransaction> legs();

  /** As it stands in a proposal. */
  ProposedItem proposed();

  /** Bytes of all its transactions. */
  default int bytes() {
    int bytes = 0;
    for (SignedTransaction leg : legs()) {
      bytes += leg.bytes();
    }
    return bytes;
  }

  /** One transaction. */
  record Single(SignedTransaction transaction) implements Submission {
    @Override
    public Hash id() {
      return transaction.id();
    }

    @Override
    public List<SignedTransaction> legs() {
      return List.of(transaction);
    }

    @Override
    public ProposedItem proposed() {
      return new ProposedTransaction(
          RawTransaction.of(transaction.admitted()), transaction.signer());
    }
  }

  /** All or nothing. */
  record Bundled(Bundle bundle, List<SignedTransaction> legs) implements Submission {
    public Bundled {
      legs = List.copyOf(legs);
    }

    @Override
    public Hash id() {
      return bundle.id();
    }

    @Override
    public ProposedItem proposed() {
      return new ProposedBundle(
          bundle, legs.stream().<ProposedSender>map(SignedTransaction::signer).toList());
    }
  }
}
