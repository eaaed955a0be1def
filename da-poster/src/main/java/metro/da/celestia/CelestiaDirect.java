package metro.da.celestia;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import metro.da.Blob;
import metro.da.Broadcast;
import metro.da.DaException;
import metro.da.DaHeight;
import metro.da.Limits;
import metro.da.Refusal;
import metro.da.Signing;
import metro.da.SigningDaLayer;
import metro.da.SubmitResult;
import metro.da.TxFate;
import metro.da.celestia.proto.celestia.tx.TxStatusResponse;
import metro.da.celestia.proto.cosmos.abci.TxResponse;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.state.DaTransaction;
import metro.state.Sha256;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Celestia with a key of one's own: transactions go to a consensus node's gRPC, everything is read
 * and proven through another {@link CelestiaLayer}.
 */
public final class CelestiaDirect implements CelestiaLayer, SigningDaLayer {
  private static final Logger LOG = LoggerFactory.getLogger(CelestiaDirect.class);

  /** A node's estimate of gas further above ours than this counts: it adds a tenth by itself. */
  private static final BigDecimal GAS_TOLERANCE = new BigDecimal("1.15");

  /** Blocks a transaction is good for when it is signed by {@link #submit}. */
  private static final int SUBMIT_HEIGHTS = 20;

  private final CelestiaLayer reads;
  private final CelestiaKey key;
  private final FeePolicy fees;
  private final ConsensusNode node;

  /** Empty until the node was asked; it never changes. */
  private volatile String chainId = "";

  /** Connects when first used; closes {@code reads} with itself. */
  public CelestiaDirect(DirectConfig config, CelestiaLayer reads) {
    this.reads = reads;
    this.key = config.key();
    this.fees = config.fees();
    this.node = new ConsensusNode(config);
  }

  /** The account that pays. */
  public Address payer() {
    return key.address();
  }

  @Override
  public Signing sign(
      List<Blob> blobs, DaHeight timeout, Optional<DaTransaction> former, Duration limit)
      throws DaException {
    Optional<ConsensusNode.Account> account = node.account(payer(), limit);
    if (account.isEmpty()) {
      return outOfFunds("does not exist: nothing was ever sent to it");
    }
    long ownGas = Gas.estimate(blobs);
    DaTransaction draft = signed(account.get(), ownGas, fees.min(), timeout, blobs, limit);
    if (new BlobTx(draft.bytes(), blobs).encode().length() > Limits.MAX_TX_BYTES) {
      return new Signing.Impossible(
          Refusal.TOO_LARGE, "more than " + Limits.MAX_TX_BYTES + " bytes with its blobs");
    }
    Optional<ConsensusNode.Estimate> estimate = node.estimate(draft.bytes(), limit);
    BigDecimal wanted =
        estimate
            .map(ConsensusNode.Estimate::utiaPerGas)
            .orElse(BigDecimal.ZERO)
            .max(node.minUtiaPerGas(limit).orElse(BigDecimal.ZERO));
    Optional<BigDecimal> price = fees.price(wanted, former.map(CelestiaDirect::priceOf));
    if (price.isEmpty()) {
      return new Signing.Impossible(
          Refusal.PRICE_ABOVE_CAP,
          "the network wants " + wanted + " utia for a gas, the cap is " + fees.max());
    }
    long gas = estimate.map(e -> gas(ownGas, e.gas())).orElse(ownGas);
    return affordable(signed(account.get(), gas, price.get(), timeout, blobs, limit), node, limit);
  }

  private Signing affordable(DaTransaction transaction, ConsensusNode from, Duration limit)
      throws DaException {
    long fee = feeUtia(transaction);
    long balance = from.balance(payer(), limit);
    return balance < fee
        ? outOfFunds("has " + balance + " utia, the fee is " + fee)
        : new Signing.Signed(transaction, fee, balance);
  }

  private Signing outOfFunds(String why) {
    return new Signing.Impossible(
        Refusal.OUT_OF_FUNDS, "the DA account " + Bech32.encode(payer()) + " " + why);
  }

  private static long gas(long own, long estimated) {
    boolean more =
        BigDecimal.valueOf(estimated).compareTo(GAS_TOLERANCE.multiply(BigDecimal.valueOf(own)))
            > 0;
    if (more) {
      LOG.warn("the network estimates {} gas where our formula gives {}", estimated, own);
    }
    return more ? estimated : own;
  }

  private DaTransaction signed(
      ConsensusNode.Account account,
      long gas,
      BigDecimal price,
      DaHeight timeout,
      List<Blob> blobs,
      Duration limit)
      throws DaException {
    long fee = Gas.feeUtia(gas, price);
    CelestiaTx tx = new CelestiaTx(account.sequence(), gas, fee, timeout.value(), blobs);
    Bytes bytes = tx.sign(key, chainId(limit), account.number());
    return new DaTransaction(bytes, account.sequence(), timeout.value());
  }

  private String chainId(Duration limit) throws DaException {
    if (chainId.isEmpty()) {
      chainId = node.chainId(limit);
    }
    return chainId;
  }

  private static BigDecimal priceOf(DaTransaction transaction) {
    CelestiaTx.Cost cost = CelestiaTx.costOf(transaction.bytes());
    return cost.gas() <= 0
        ? BigDecimal.ZERO
        : BigDecimal.valueOf(cost.feeUtia())
            .divide(BigDecimal.valueOf(cost.gas()), MathContext.DECIMAL64);
  }

  @Override
  public long feeUtia(DaTransaction transaction) {
    return CelestiaTx.costOf(transaction.bytes()).feeUtia();
  }

  @Override
  public Broadcast broadcast(DaTransaction transaction, List<Blob> blobs, Duration limit) {
    try {
      TxResponse answer = node.broadcast(new BlobTx(transaction.bytes(), blobs).encode(), limit);
      return answer.getCode() == 0 || answer.getCode() == Refusals.IN_MEMPOOL
          ? new Broadcast.Taken()
          : new Broadcast.Refused(
              Refusals.of(answer.getCodespace(), answer.getCode()), shortened(answer.getRawLog()));
    } catch (DaException e) {
      return new Broadcast.Unanswered(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public TxFate fate(DaTransaction transaction, Duration limit) throws DaException {
    Hash hash = Sha256.hash(transaction.bytes().arrayForReading());
    TxStatusResponse answer = node.status(hash, limit);
    return switch (answer.getStatus()) {
      case "PENDING" -> new TxFate.Pending();
      case "COMMITTED" ->
          new TxFate.Committed(
              new DaHeight(Math.max(0, answer.getHeight())), answer.getExecutionCode());
      default -> new TxFate.Missing(answer.getStatus() + " " + shortened(answer.getError()));
    };
  }

  private static String shortened(String text) {
    return text.length() <= Limits.MAX_REASON_CHARS
        ? text
        : text.substring(0, Limits.MAX_REASON_CHARS);
  }

  /**
   * Signs, sends and waits. Good for one that writes nothing down: what happens to it in between is
   * not known afterwards.
   */
  @Override
  public SubmitResult submit(List<Blob> blobs, Duration timeout) {
    try {
      long head = head(timeout).height().value();
      Signing signing = sign(blobs, new DaHeight(head + SUBMIT_HEIGHTS), Optional.empty(), timeout);
      return switch (signing) {
        case Signing.Signed s -> sent(s.transaction(), blobs, head, timeout);
        case Signing.Impossible i -> new SubmitResult.Refused(i.why(), 1, i.reason());
      };
    } catch (DaException e) {
      return new SubmitResult.Unavailable(String.valueOf(e.getMessage()));
    }
  }

  private SubmitResult sent(
      DaTransaction transaction, List<Blob> blobs, long signedAt, Duration timeout) {
    return switch (broadcast(transaction, blobs, timeout)) {
      case Broadcast.Refused r -> new SubmitResult.Refused(r.why(), 1, r.reason());
      case Broadcast.Unanswered u -> new SubmitResult.Unknown(u.reason());
      case Broadcast.Taken t -> awaited(transaction, signedAt, timeout);
    };
  }

  private SubmitResult awaited(DaTransaction transaction, long signedAt, Duration timeout) {
    long deadline = System.nanoTime() + timeout.toNanos();
    try {
      for (long height = signedAt; height <= transaction.timeoutHeight(); height++) {
        if (fate(transaction, timeout) instanceof TxFate.Committed committed) {
          Hash hash = Sha256.hash(transaction.bytes().arrayForReading());
          return new SubmitResult.Included(
              committed.height(), Optional.of(Bytes.wrap(hash.bytes())));
        }
        Duration left = Duration.ofNanos(deadline - System.nanoTime());
        if (!left.isPositive()) {
          break;
        }
        waitForHeight(new DaHeight(height + 1), left);
      }
      return new SubmitResult.Unknown("not included yet");
    } catch (DaException e) {
      return new SubmitResult.Unknown(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public CelestiaHeader head(Duration timeout) throws DaException {
    return reads.head(timeout);
  }

  @Override
  public CelestiaHeader header(DaHeight height, Duration timeout) throws DaException {
    return reads.header(height, timeout);
  }

  @Override
  public CelestiaHeader waitForHeight(DaHeight height, Duration timeout) throws DaException {
    return reads.waitForHeight(height, timeout);
  }

  @Override
  public NamespaceData namespaceData(DaHeight height, Namespace namespace, Duration timeout)
      throws DaException {
    return reads.namespaceData(height, namespace, timeout);
  }

  @Override
  public CommitmentProof commitmentProof(
      DaHeight height, Namespace namespace, Hash commitment, Duration timeout) throws DaException {
    return reads.commitmentProof(height, namespace, commitment, timeout);
  }

  @Override
  public void close() {
    node.close();
    reads.close();
  }
}
