package metro.rollup.soft;

import java.util.Optional;
import java.util.function.Supplier;
import metro.ethereum.Bytes;
import metro.rollup.evidence.EvidenceStore;
import metro.rollup.evidence.Fault;
import metro.soft.Certificate;
import metro.soft.CertificateVerifier;
import metro.soft.LightClient;
import metro.soft.Verdict;
import metro.state.Committee;

/**
 * Which certificates count: a light client that starts at the configured committee and follows its
 * epochs, shared by the soft and the DA path. Two certificates that contradict each other leave
 * evidence. Safe for many threads.
 */
public final class CommitteeTrust {
  private final LightClient client;
  private final EvidenceStore evidence;

  /** Trusts {@code root} and whom it hands over to. */
  public CommitteeTrust(Committee root, EvidenceStore evidence) {
    this.client = new LightClient(root);
    this.evidence = evidence;
  }

  /** The committee of the newest epoch known. */
  public Committee committee() {
    return client.committee();
  }

  /** The newest valid certificate. */
  public Optional<Certificate> newest() {
    return client.newest();
  }

  /**
   * Whether a certificate counts. An old one counts as well as a new one.
   *
   * @param successor asks somebody for the committee after the current one, only when needed
   */
  public Verdict check(Certificate certificate, Supplier<Optional<Committee>> successor) {
    if (certificate.header().epoch() == client.committee().epoch() + 1) {
      Optional<Committee> next = successor.get();
      if (next.isPresent()) {
        return client.accept(next.get(), certificate);
      }
    }
    Verdict verdict = CertificateVerifier.verify(client.committee(), certificate);
    if (!verdict.isValid()) {
      return verdict;
    }
    if (client.accept(certificate) instanceof Verdict.Invalid(Verdict.Reason reason, String detail)
        && reason == Verdict.Reason.CONTRADICTION) {
      client
          .evidence()
          .forEach(proof -> evidence.record(new Fault.DoubleSign(Bytes.wrap(proof.encode()))));
      return new Verdict.Invalid(reason, detail);
    }
    return verdict;
  }
}
