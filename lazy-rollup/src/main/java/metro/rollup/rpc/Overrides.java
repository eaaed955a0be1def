package metro.rollup.rpc;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import metro.ethereum.Address;
import metro.ethereum.Hash;
import metro.ethereum.Keccak;
import metro.ethereum.UInt256;
import metro.evm.BlockContext;
import metro.evm.state.Account;
import metro.evm.state.StateReader;
import metro.jsonrpc.Param;

/** State and block overrides of simulated calls, in geth's form. */
final class Overrides {
  private static final int MAX_ACCOUNTS = 1024;
  private static final int MAX_SLOTS = 16_384;

  private Overrides() {}

  /**
   * One account's.
   *
   * @param isWhole whether {@code slots} is all its storage
   */
  private record AccountOverride(
      Optional<Long> nonce,
      Optional<UInt256> balance,
      Optional<byte[]> code,
      Map<UInt256, UInt256> slots,
      boolean isWhole) {

    Account over(Optional<Account> base) {
      Account account = base.orElse(Account.EMPTY);
      return new Account(
          nonce.orElse(account.nonce()),
          balance.orElse(account.balance()),
          code.map(Keccak::hash).orElse(account.codeHash()));
    }
  }

  /** {@code base} under the overrides of a parameter, which may be absent. */
  static StateReader state(StateReader base, Optional<Param> param) {
    if (param.isEmpty()) {
      return base;
    }
    List<String> names = param.get().fieldNames();
    if (names.size() > MAX_ACCOUNTS) {
      throw RpcErrors.invalid("state overrides for more than " + MAX_ACCOUNTS + " accounts");
    }
    Map<Address, AccountOverride> accounts = new HashMap<>();
    Map<Hash, byte[]> codes = new HashMap<>();
    for (String name : names) {
      AccountOverride override = account(param.get().field(name));
      accounts.put(address(name), override);
      override.code().ifPresent(code -> codes.put(Keccak.hash(code), code));
    }
    return new OverriddenState(base, accounts, codes);
  }

  private static Address address(String text) {
    try {
      return Address.fromHex(text);
    } catch (IllegalArgumentException e) {
      throw RpcErrors.invalid("state override of '" + text + "', which is no address");
    }
  }

  private static AccountOverride account(Param param) {
    Optional<Param> state = param.field("state").ifPresent();
    Optional<Param> diff = param.field("stateDiff").ifPresent();
    if (state.isPresent() && diff.isPresent()) {
      throw RpcErrors.invalid(param.name() + " has both 'state' and 'stateDiff'");
    }
    return new AccountOverride(
        param.field("nonce").ifPresent().map(p -> p.bigQuantity(64).longValue()),
        param.field("balance").ifPresent().map(CallArguments::uint256),
        param.field("code").ifPresent().map(p -> CallArguments.bytes(p).toArray()),
        state.or(() -> diff).map(Overrides::slots).orElse(Map.of()),
        state.isPresent());
  }

  private static Map<UInt256, UInt256> slots(Param param) {
    List<String> names = param.fieldNames();
    if (names.size() > MAX_SLOTS) {
      throw RpcErrors.invalid(param.name() + " has more than " + MAX_SLOTS + " slots");
    }
    Map<UInt256, UInt256> slots = new HashMap<>();
    for (String name : names) {
      try {
        UInt256 slot = UInt256.fromBytes(Hash.fromHex(name).bytes());
        slots.put(slot, UInt256.fromBytes(CallArguments.word(param.field(name)).bytes()));
      } catch (IllegalArgumentException e) {
        throw RpcErrors.invalid(param.name() + " has the key '" + name + "', which is no word");
      }
    }
    return slots;
  }

  private record OverriddenState(
      StateReader base, Map<Address, AccountOverride> accounts, Map<Hash, byte[]> codes)
      implements StateReader {
    @Override
    public Optional<Account> account(Address address) {
      AccountOverride override = accounts.get(address);
      Optional<Account> account = base.account(address);
      return override == null ? account : Optional.of(override.over(account));
    }

    @Override
    public UInt256 storage(Address address, UInt256 slot) {
      AccountOverride override = accounts.get(address);
      UInt256 value = override == null ? null : override.slots().get(slot);
      if (value != null) {
        return value;
      }
      return override != null && override.isWhole() ? UInt256.ZERO : base.storage(address, slot);
    }

    @Override
    public boolean hasStorage(Address address) {
      AccountOverride override = accounts.get(address);
      boolean own = override != null && !override.slots().isEmpty();
      return own || (!(override != null && override.isWhole()) && base.hasStorage(address));
    }

    @Override
    public byte[] code(Hash codeHash) {
      byte[] code = codes.get(codeHash);
      return code == null ? base.code(codeHash) : code;
    }
  }

  /** {@code base} under the block overrides of a parameter, which may be absent. */
  static BlockContext block(BlockContext base, Optional<Param> param) {
    if (param.isEmpty()) {
      return base;
    }
    Param p = param.get();
    return new BlockContext(
        base.chainId(),
        p.field("number").ifPresent().map(Param::quantity).orElse(base.number()),
        p.field("time").ifPresent().map(Param::quantity).orElse(base.timestamp()),
        p.field("gasLimit").ifPresent().map(Param::quantity).orElse(base.gasLimit()),
        p.field("feeRecipient").ifPresent().map(StateMethods::address).orElse(base.feeRecipient()),
        p.field("baseFeePerGas").ifPresent().map(CallArguments::uint256).orElse(base.baseFee()),
        p.field("prevRandao").ifPresent().map(CallArguments::word).orElse(base.prevRandao()),
        p.field("blobBaseFee").ifPresent().map(CallArguments::uint256).orElse(base.blobBaseFee()),
        base.blockHashes());
  }
}
