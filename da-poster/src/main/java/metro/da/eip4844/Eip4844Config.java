package metro.da.eip4844;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import metro.ethereum.Address;
import metro.ethereum.TransactionSigner;

/**
 * How to use an Ethereum network.
 *
 * @param execution JSON-RPC of an execution client
 * @param beacon beacon API of a node that keeps all blobs
 * @param chainId of the network; another one is refused
 * @param inbox where blob transactions go, an address without code
 * @param account pays and signs; empty for one that only reads
 * @param caps the dearest fees that are offered
 * @param stuckBlocks blocks without inclusion after which the fees are doubled
 * @param poll between looks at the chain while waiting
 * @param retention how long beacon nodes keep blobs
 */
public record Eip4844Config(
    URI execution,
    URI beacon,
    long chainId,
    Address inbox,
    Optional<TransactionSigner> account,
    Fees caps,
    int stuckBlocks,
    Duration poll,
    Duration retention) {
  /** Ethereum's: 4096 epochs of 32 slots of 12 seconds, about 18 days. */
  public static final Duration DEFAULT_RETENTION = Duration.ofSeconds(4096L * 32 * 12);

  private static final int DEFAULT_STUCK_BLOCKS = 5;
  private static final Duration DEFAULT_POLL = Duration.ofSeconds(2);

  public Eip4844Config {
    requireHttp(execution, "an execution client");
    requireHttp(beacon, "a beacon node");
    if (chainId < 1 || stuckBlocks < 1 || !poll.isPositive() || !retention.isPositive()) {
      throw new IllegalArgumentException(
          "Ethereum: chain id, blocks until stuck, poll interval and retention are positive");
    }
  }

  private static void requireHttp(URI uri, String what) {
    if (!"http".equals(uri.getScheme()) && !"https".equals(uri.getScheme())) {
      throw new IllegalArgumentException(what + " is reached by http or https: " + uri);
    }
  }

  /** One that only reads. */
  public static Eip4844Config reader(URI execution, URI beacon, long chainId, Address inbox) {
    return new Eip4844Config(
        execution,
        beacon,
        chainId,
        inbox,
        Optional.empty(),
        Fees.DEFAULT_CAPS,
        DEFAULT_STUCK_BLOCKS,
        DEFAULT_POLL,
        DEFAULT_RETENTION);
  }

  /** The same with an account that pays up to {@code most}. */
  public Eip4844Config withAccount(TransactionSigner signer, Fees most) {
    return new Eip4844Config(
        execution, beacon, chainId, inbox, Optional.of(signer), most, stuckBlocks, poll, retention);
  }

  /** The same with other waits. */
  public Eip4844Config withWaits(int blocks, Duration interval) {
    return new Eip4844Config(
        execution, beacon, chainId, inbox, account, caps, blocks, interval, retention);
  }
}
