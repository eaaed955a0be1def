package metro.evm;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import metro.ethereum.AccessListEntry;
import metro.ethereum.Address;
import metro.ethereum.FeeMarketTransaction;
import metro.ethereum.SetCodeTransaction;
import metro.ethereum.Transaction;
import metro.ethereum.TransactionSigner;
import metro.ethereum.UInt256;
import metro.evm.state.StateReader;
import metro.evm.state.WorldState;
import metro.evm.trace.AccessListTracer;
import metro.evm.trace.Tracer;

/**
 * eth_call, eth_estimateGas and eth_createAccessList: calls on an overlay that is thrown away.
 * State overrides are made by giving a {@link WorldState} with the overrides as the state.
 *
 * <p>One thread at a time; cheap to make.
 */
public final class Simulator {
  /** Gas that bounds time and memory of one call (about a second, a few megabytes). */
  public static final long DEFAULT_GAS_CAP = 50_000_000;

  /** An estimate may be too high by one part in this many, as geth's. */
  private static final long ESTIMATE_PRECISION = 66;

  private static final int MAX_ACCESS_LIST_ROUNDS = 8;

  private final Fork fork;
  private final long gasCap;
  private final TransactionProcessor processor;

  /** A simulator under the rules of a fork, with the {@link #DEFAULT_GAS_CAP}. */
  public Simulator(Fork fork) {
    this(fork, DEFAULT_GAS_CAP);
  }

  /** A simulator that gives no call more than {@code gasCap}, whatever it asks for. */
  public Simulator(Fork fork, long gasCap) {
    this.fork = fork;
    this.gasCap = gasCap;
    this.processor = new TransactionProcessor(fork);
  }

  /** Runs a call; nonce, sender's code and the caps on gas are not checked. */
  public CallResult call(StateReader state, BlockContext block, CallRequest request) {
    return call(state, block, request, Optional.empty());
  }

  /** Runs a call and tells a tracer about it. */
  public CallResult call(
      StateReader state, BlockContext block, CallRequest asked, Optional<Tracer> tracer) {
    CallRequest request = asked.withGas(Math.min(asked.gas(), gasCap));
    WorldState world = new WorldState(state);
    Transaction transaction = asTransaction(request, block, world.nonce(request.from()));
    IntrinsicGas intrinsic = IntrinsicGas.of(transaction, fork);
    Optional<TransactionInvalid> refused = check(request, intrinsic, world);
    if (refused.isPresent()) {
      return new CallResult.Refused(refused.get());
    }
    BlockContext context = request.gasPrice().isZero() ? block.withoutBaseFee() : block;
    TransactionResult.Included result =
        processor.run(world, context, transaction, request.from(), intrinsic, tracer);
    long beforeRefund = Math.max(request.gas() - result.execution().gasLeft(), intrinsic.floor());
    return new CallResult.Ran(result.execution(), result.gasUsed(), beforeRefund, result.logs());
  }

  private static Transaction asTransaction(CallRequest r, BlockContext block, long nonce) {
    long chainId = block.chainId().w0();
    if (r.authorizations().isEmpty() || r.to().isEmpty()) {
      return new FeeMarketTransaction(
          chainId,
          nonce,
          r.gasPrice(),
          r.gasPrice(),
          r.gas(),
          r.to(),
          r.value(),
          r.data(),
          r.accessList(),
          TransactionSigner.unsigned());
    }
    return new SetCodeTransaction(
        chainId,
        nonce,
        r.gasPrice(),
        r.gasPrice(),
        r.gas(),
        r.to().get(),
        r.value(),
        r.data(),
        r.accessList(),
        r.authorizations(),
        TransactionSigner.unsigned());
  }

  private Optional<TransactionInvalid> check(
      CallRequest request, IntrinsicGas intrinsic, WorldState world) {
    if (request.gas() < intrinsic.required()) {
      return Optional.of(TransactionInvalid.INTRINSIC_GAS);
    }
    if (request.gas() < intrinsic.floor()) {
      return Optional.of(TransactionInvalid.FLOOR_GAS);
    }
    if (request.to().isEmpty() && request.data().length() > fork.maxInitCodeSize()) {
      return Optional.of(TransactionInvalid.INIT_CODE_TOO_LARGE);
    }
    return affordableGas(request, world) < request.gas()
        ? Optional.of(TransactionInvalid.INSUFFICIENT_FUNDS)
        : Optional.empty();
  }

  /** The gas that the balance pays beside the value; -1 when it does not reach for the value. */
  private static long affordableGas(CallRequest request, WorldState world) {
    UInt256 balance = world.balance(request.from());
    if (balance.compareTo(request.value()) < 0) {
      return -1;
    }
    if (request.gasPrice().isZero()) {
      return Long.MAX_VALUE;
    }
    UInt256 rest = balance.minus(request.value());
    return UInt256.of(rest.toBigInteger().divide(request.gasPrice().toBigInteger()))
        .toLongSaturated();
  }

  /**
   * Searches the least gas limit up to {@code request.gas()} with which the call succeeds. What the
   * call itself uses may not be enough, because a call passes on only 63/64 of its gas.
   */
  public GasEstimate estimateGas(StateReader state, BlockContext block, CallRequest request) {
    WorldState world = new WorldState(state);
    long affordable = affordableGas(request, world);
    if (affordable < 0) {
      return new GasEstimate.Refused(TransactionInvalid.INSUFFICIENT_FUNDS);
    }
    long highest =
        Math.min(Math.min(request.gas(), gasCap), Math.min(affordable, fork.transactionGasCap()));
    return switch (call(state, block, request.withGas(highest))) {
      case CallResult.Refused refused -> refusedEstimate(refused.reason(), highest);
      case CallResult.Ran ran ->
          switch (ran.execution().outcome()) {
            case SUCCEEDED -> new GasEstimate.Enough(search(state, block, request, ran, highest));
            case REVERTED -> new GasEstimate.Reverts(ran.execution().output());
            case FAILED -> failedEstimate(ran.execution(), highest);
          };
    };
  }

  private static GasEstimate refusedEstimate(TransactionInvalid reason, long highest) {
    boolean wantsGas =
        reason == TransactionInvalid.INTRINSIC_GAS || reason == TransactionInvalid.FLOOR_GAS;
    return wantsGas ? new GasEstimate.ExceedsAllowance(highest) : new GasEstimate.Refused(reason);
  }

  private static GasEstimate failedEstimate(Execution execution, long highest) {
    return execution
        .halt()
        .filter(halt -> halt != Halt.OUT_OF_GAS && halt != Halt.CODE_STORE_OUT_OF_GAS)
        .<GasEstimate>map(GasEstimate.Fails::new)
        .orElse(new GasEstimate.ExceedsAllowance(highest));
  }

  private long search(
      StateReader state,
      BlockContext block,
      CallRequest request,
      CallResult.Ran ran,
      long highest) {
    long used = ran.gasUsedBeforeRefund();
    if (succeeds(state, block, request.withGas(used))) {
      return used;
    }
    long tooLow = used;
    long enough = highest;
    // Most of the others need what 63/64 keeps back on one level.
    long middle = (used + Gas.CALL_STIPEND) * 64 / 63;
    while (tooLow + 1 < enough && enough - tooLow > enough / ESTIMATE_PRECISION) {
      middle = middle > tooLow && middle < enough ? middle : tooLow + (enough - tooLow) / 2;
      if (succeeds(state, block, request.withGas(middle))) {
        enough = middle;
      } else {
        tooLow = middle;
      }
      // Far above, doubling finds the range sooner than halving.
      middle = Math.min(tooLow + (enough - tooLow) / 2, tooLow * 2);
    }
    return enough;
  }

  private boolean succeeds(StateReader state, BlockContext block, CallRequest request) {
    return call(state, block, request) instanceof CallResult.Ran ran && ran.execution().succeeded();
  }

  /**
   * The access list a call would declare, and the call with it. The list is made again until it no
   * longer changes, because declared accesses change the gas that code sees.
   */
  public AccessListResult createAccessList(
      StateReader state, BlockContext block, CallRequest request) {
    List<AccessListEntry> list = request.accessList();
    for (int round = 0; ; round++) {
      AccessListTracer tracer = new AccessListTracer(excluded(request));
      CallResult result = call(state, block, request.withAccessList(list), Optional.of(tracer));
      List<AccessListEntry> found = tracer.accessList();
      if (found.equals(list) || round == MAX_ACCESS_LIST_ROUNDS) {
        return new AccessListResult(found, result);
      }
      list = found;
    }
  }

  /** Accounts that are warm anyway are not listed, unless for their slots. */
  private Set<Address> excluded(CallRequest request) {
    Set<Address> addresses = new HashSet<>(fork.precompileAddresses());
    addresses.add(request.from());
    request.to().ifPresent(addresses::add);
    return addresses;
  }

  /** A list and the run that it belongs to. */
  public record AccessListResult(List<AccessListEntry> accessList, CallResult result) {
    public AccessListResult {
      accessList = List.copyOf(accessList);
    }
  }
}
