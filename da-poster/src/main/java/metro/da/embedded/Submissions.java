package metro.da.embedded;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import metro.da.Blob;
import metro.da.celestia.CelestiaKey;
import metro.da.celestia.CelestiaTx;
import metro.da.celestia.Gas;
import metro.da.celestia.Share;
import metro.da.embedded.Mempool.Waiting;
import metro.da.embedded.faults.Fault;
import metro.da.embedded.faults.Faults;
import metro.ethereum.Address;

/**
 * Submitting with the node's own keys, as celestia-node does for JSON-RPC: one transaction after
 * the other for all accounts.
 */
final class Submissions {
  private static final int MAX_TRIES = 3;
  private static final int SEQUENCE_MISMATCH = 32;

  private final EmbeddedDaConfig config;
  private final EmbeddedChain chain;
  private final Faults faults;
  private final NodeWallet wallet;
  private final ReentrantLock signing = new ReentrantLock();

  /**
   * What a submitter may say.
   *
   * @param signer the account, the first when empty
   * @param utiaPerGas the price, the least one taken when empty
   * @param gas the limit, the formula's when empty
   */
  record Wishes(Optional<Address> signer, Optional<BigDecimal> utiaPerGas, OptionalLong gas) {}

  Submissions(EmbeddedDaConfig config, EmbeddedChain chain, Faults faults) {
    this.config = config;
    this.chain = chain;
    this.faults = faults;
    this.wallet = new NodeWallet(config.chainId(), config.accounts().keys());
  }

  Address defaultAddress() {
    return wallet.defaultAddress();
  }

  /** Signs and queues. */
  Waiting submit(List<Blob> blobs, Wishes wishes) throws RefusedException {
    requireBlobs(blobs);
    CelestiaKey key = wallet.key(wishes.signer());
    long gas = wishes.gas().orElseGet(() -> Gas.estimate(blobs));
    long fee = Gas.feeUtia(gas, wishes.utiaPerGas().orElse(config.blocks().minUtiaPerGas()));
    signing.lock();
    try {
      for (int tries = 1; ; tries++) {
        Account account = account(key.address());
        CelestiaTx tx = new CelestiaTx(account.sequence(), gas, fee, 0, blobs);
        try {
          return chain.offer(wallet.sign(key, tx, account));
        } catch (RefusedException e) {
          // Somebody else may sign with this key too and have been quicker.
          boolean overtaken =
              e.code() == SEQUENCE_MISMATCH
                  && account(key.address()).sequence() != account.sequence();
          if (!overtaken || tries == MAX_TRIES) {
            throw e;
          }
        }
      }
    } finally {
      signing.unlock();
    }
  }

  private Account account(Address address) {
    // One without money signs too: it is refused for that, in the network's words.
    return chain.pendingAccount(address).orElseGet(() -> Account.opened(0, 0));
  }

  private static void requireBlobs(List<Blob> blobs) throws RefusedException {
    if (blobs.isEmpty()) {
      throw RefusedException.blob(11131, "no blobs provided");
    }
    if (blobs.stream().anyMatch(blob -> blob.shareVersion() > Share.MAX_SUBMITTED_VERSION)) {
      throw RefusedException.blob(11123, "unsupported share version");
    }
  }

  /** Waits for what was submitted; pending when the time runs out, or a fault says that it did. */
  TxFate await(Waiting waiting, Duration timeout) throws InterruptedException {
    if (faults.strike(Fault.TimedOutButIncluded.class).isPresent()) {
      return new TxFate.Pending();
    }
    try {
      return waiting.fate().get(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return new TxFate.Pending();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a transaction's fate never fails", e);
    }
  }
}
