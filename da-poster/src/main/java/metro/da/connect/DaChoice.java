package metro.da.connect;

import java.net.URI;
import java.util.Optional;
import metro.da.DaLayer;
import metro.da.altda.AltDaConfig;
import metro.da.altda.AltDaLayer;
import metro.da.batch.PostingPolicy;
import metro.da.celestia.CelestiaClient;
import metro.da.celestia.CelestiaClientConfig;
import metro.da.celestia.CelestiaDirect;
import metro.da.celestia.DirectConfig;
import metro.da.eip4844.Eip4844Config;
import metro.da.eip4844.Eip4844Layer;

/** Which layer to use, and how to reach it. */
public sealed interface DaChoice {
  /** A layer that connects with its first call. */
  DaLayer open();

  /** How patient a poster is there. */
  PostingPolicy policy();

  /** A celestia-node without a token, or the embedded layer. */
  static DaChoice celestia(URI node) {
    return new Celestia(CelestiaClientConfig.at(node), Optional.empty());
  }

  /**
   * Celestia, read through a node's JSON-RPC.
   *
   * @param node which, and whose key pays unless transactions are signed here
   * @param direct where transactions signed here go
   */
  record Celestia(CelestiaClientConfig node, Optional<DirectConfig> direct) implements DaChoice {
    @Override
    public DaLayer open() {
      CelestiaClient reads = new CelestiaClient(node);
      return direct.<DaLayer>map(how -> new CelestiaDirect(how, reads)).orElse(reads);
    }

    @Override
    public PostingPolicy policy() {
      return PostingPolicy.DEFAULT;
    }
  }

  /** Ethereum blobs. */
  record Ethereum(Eip4844Config network) implements DaChoice {
    @Override
    public DaLayer open() {
      return new Eip4844Layer(network);
    }

    @Override
    public PostingPolicy policy() {
      return PostingPolicy.AT_MOST_ONE;
    }
  }

  /**
   * An alt-DA server.
   *
   * @param server where large data goes
   * @param ordering the layer that says what was posted, and in which order
   */
  record AltDa(AltDaConfig server, DaChoice ordering) implements DaChoice {
    @Override
    public DaLayer open() {
      return new AltDaLayer(ordering.open(), server);
    }

    @Override
    public PostingPolicy policy() {
      return ordering.policy();
    }
  }
}
