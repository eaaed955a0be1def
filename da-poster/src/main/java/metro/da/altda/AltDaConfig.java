package metro.da.altda;

import java.net.URI;
import metro.ethereum.Address;

/**
 * How to use an alt-DA server.
 *
 * @param server its address, http or https
 * @param usesKeccak whether commitments are Keccak-256 of the data, else the service's own
 * @param poster the account on the ordering layer whose references count
 */
public record AltDaConfig(URI server, boolean usesKeccak, Address poster) {
  public AltDaConfig {
    if (!"http".equals(server.getScheme()) && !"https".equals(server.getScheme())) {
      throw new IllegalArgumentException("an alt-DA server is reached by http or https: " + server);
    }
  }
}
