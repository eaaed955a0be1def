package metro.node.ingress;

import java.util.List;
import metro.ethereum.Bytes;

/**
 * Who is said to have signed a submission's transactions. Only a hint: it lets signatures be
 * checked together, which is faster, and a wrong one changes nothing else.
 *
 * @param keys the public key for each transaction, in order
 * @param source who says so
 */
record SignerHint(List<Bytes> keys, String source) {
  /** The other members, who have checked what they forward. */
  static final String MEMBERS = "members";
}
