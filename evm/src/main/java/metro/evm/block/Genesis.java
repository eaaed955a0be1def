package metro.evm.block;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.ethereum.UInt256;
import metro.evm.Feature;
import metro.evm.Fork;
import metro.evm.ForkSchedule;
import metro.evm.state.Account;
import metro.evm.state.Code;
import metro.evm.state.StateDiff;
import metro.evm.trie.StateRoots;
import metro.evm.trie.Trie;

/**
 * The first block and its state: what a chain is defined by.
 *
 * @param chainId EIP-155
 * @param forks Shanghai or later from the beginning
 * @param timestamp seconds since 1970
 * @param baseFeePerGas wei per gas of the first block
 * @param accounts the state, in a fixed order
 * @param depositContract whose logs are deposit requests from Prague on (EIP-6110); usually none:
 *     only a chain with validators has one
 */
public record Genesis(
    long chainId,
    ForkSchedule forks,
    FeeMarket feeMarket,
    long nonce,
    long timestamp,
    Bytes extraData,
    long gasLimit,
    UInt256 difficulty,
    Hash prevRandao,
    Address feeRecipient,
    UInt256 baseFeePerGas,
    long blobGasUsed,
    long excessBlobGas,
    Map<Address, GenesisAccount> accounts,
    Optional<Address> depositContract) {
  /** EIP-1559's first base fee: 1 gwei. */
  public static final UInt256 INITIAL_BASE_FEE = UInt256.of(1_000_000_000);

  /** 36 million: Ethereum's of 2025. */
  public static final long DEFAULT_GAS_LIMIT = 36_000_000;

  public Genesis {
    if (chainId <= 0) {
      throw new IllegalArgumentException("chainId " + chainId + " is not above 0");
    }
    accounts = Collections.unmodifiableMap(new LinkedHashMap<>(accounts));
  }

  /** Without a deposit contract. */
  public Genesis(
      long chainId,
      ForkSchedule forks,
      FeeMarket feeMarket,
      long nonce,
      long timestamp,
      Bytes extraData,
      long gasLimit,
      UInt256 difficulty,
      Hash prevRandao,
      Address feeRecipient,
      UInt256 baseFeePerGas,
      long blobGasUsed,
      long excessBlobGas,
      Map<Address, GenesisAccount> accounts) {
    this(
        chainId,
        forks,
        feeMarket,
        nonce,
        timestamp,
        extraData,
        gasLimit,
        difficulty,
        prevRandao,
        feeRecipient,
        baseFeePerGas,
        blobGasUsed,
        excessBlobGas,
        accounts,
        Optional.empty());
  }

  /** An Osaka chain with the {@link Predeploys} and the given accounts on top of them. */
  public static Genesis of(long chainId, Map<Address, GenesisAccount> accounts) {
    Map<Address, GenesisAccount> all = new LinkedHashMap<>(Predeploys.all());
    all.putAll(accounts);
    return new Genesis(
        chainId,
        ForkSchedule.OSAKA,
        FeeMarket.STANDARD,
        0,
        0,
        Bytes.EMPTY,
        DEFAULT_GAS_LIMIT,
        UInt256.ZERO,
        Hash.ZERO,
        Address.ZERO,
        INITIAL_BASE_FEE,
        0,
        0,
        all);
  }

  /** The same with another gas limit. */
  public Genesis withGasLimit(long newGasLimit) {
    return new Genesis(
        chainId,
        forks,
        feeMarket,
        nonce,
        timestamp,
        extraData,
        newGasLimit,
        difficulty,
        prevRandao,
        feeRecipient,
        baseFeePerGas,
        blobGasUsed,
        excessBlobGas,
        accounts,
        depositContract);
  }

  /** The same with another rule and start for the base fee (wei per gas). */
  public Genesis withFees(FeeMarket newFeeMarket, UInt256 newBaseFeePerGas) {
    return new Genesis(
        chainId,
        forks,
        newFeeMarket,
        nonce,
        timestamp,
        extraData,
        gasLimit,
        difficulty,
        prevRandao,
        feeRecipient,
        newBaseFeePerGas,
        blobGasUsed,
        excessBlobGas,
        accounts,
        depositContract);
  }

  /** The same with a contract whose logs are deposits. */
  public Genesis withDepositContract(Address contract) {
    return new Genesis(
        chainId,
        forks,
        feeMarket,
        nonce,
        timestamp,
        extraData,
        gasLimit,
        difficulty,
        prevRandao,
        feeRecipient,
        baseFeePerGas,
        blobGasUsed,
        excessBlobGas,
        accounts,
        Optional.of(contract));
  }

  /** The same with another time (seconds since 1970). */
  public Genesis withTimestamp(long newTimestamp) {
    return new Genesis(
        chainId,
        forks,
        feeMarket,
        nonce,
        newTimestamp,
        extraData,
        gasLimit,
        difficulty,
        prevRandao,
        feeRecipient,
        baseFeePerGas,
        blobGasUsed,
        excessBlobGas,
        accounts,
        depositContract);
  }

  /** The state as a change of the empty one. */
  public StateDiff state() {
    List<StateDiff.AccountChange> changes = new ArrayList<>(accounts.size());
    Map<Hash, byte[]> codes = new HashMap<>();
    accounts.forEach((address, account) -> {
      Code code = Code.of(account.code().toArray());
      codes.put(code.hash(), code.bytes());
      changes.add(change(address, account, code));
    });
    return new StateDiff(changes, codes);
  }

  private static StateDiff.AccountChange change(
      Address address, GenesisAccount account, Code code) {
    return new StateDiff.AccountChange(
        address,
        Optional.of(new Account(account.nonce(), account.balance(), code.hash())),
        false,
        account.storage().entrySet().stream()
            .map(e -> new StateDiff.SlotChange(e.getKey(), e.getValue()))
            .toList());
  }

  /** The first block. Computes the state root: not cheap with many accounts. */
  public BlockHeader header() {
    return header(StateRoots.of(state()));
  }

  /** The first block, its state root being known. */
  public BlockHeader header(Hash stateRoot) {
    Fork fork = forks.at(timestamp);
    boolean blobs = fork.has(Feature.BLOBS);
    return new BlockHeader(
        Hash.ZERO,
        feeRecipient,
        stateRoot,
        Trie.EMPTY_ROOT,
        Trie.EMPTY_ROOT,
        Bloom.EMPTY,
        difficulty,
        0,
        gasLimit,
        0,
        timestamp,
        extraData,
        prevRandao,
        nonce,
        baseFeePerGas,
        Optional.of(Trie.EMPTY_ROOT),
        blobs ? OptionalLong.of(blobGasUsed) : OptionalLong.empty(),
        blobs ? OptionalLong.of(excessBlobGas) : OptionalLong.empty(),
        blobs ? Optional.of(Hash.ZERO) : Optional.empty(),
        fork.has(Feature.REQUESTS) ? Optional.of(Requests.NONE_HASH) : Optional.empty());
  }
}
