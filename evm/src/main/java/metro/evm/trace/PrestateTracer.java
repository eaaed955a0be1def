package metro.evm.trace;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import metro.ethereum.Address;
import metro.ethereum.Hash;
import metro.ethereum.UInt256;
import metro.evm.state.Account;
import metro.evm.state.CodeCache;
import metro.evm.state.StateDiff;
import metro.evm.state.StateReader;
import metro.evm.state.WorldState;

/**
 * geth's {@code prestateTracer}: what a transaction read of the state before it. Run the
 * transaction on {@link #world()}; every account and slot that the world asks its reader for is
 * recorded.
 */
public final class PrestateTracer implements StateReader {
  private static final long CODE_CACHE_BYTES = 1 << 20;

  private final StateReader before;
  private final WorldState world;
  private final Map<Address, Set<UInt256>> read = new LinkedHashMap<>();

  /** A tracer over the state before the transaction. */
  public PrestateTracer(StateReader before) {
    this.before = before;
    this.world = new WorldState(this, new CodeCache(CODE_CACHE_BYTES));
  }

  /** The world to run the transaction on. */
  public WorldState world() {
    return world;
  }

  @Override
  public Optional<Account> account(Address address) {
    read.computeIfAbsent(address, a -> new LinkedHashSet<>());
    return before.account(address);
  }

  @Override
  public UInt256 storage(Address address, UInt256 slot) {
    read.computeIfAbsent(address, a -> new LinkedHashSet<>()).add(slot);
    return before.storage(address, slot);
  }

  @Override
  public boolean hasStorage(Address address) {
    return before.hasStorage(address);
  }

  @Override
  public byte[] code(Hash codeHash) {
    return before.code(codeHash);
  }

  /** Every account that was read, as it was before. */
  public Map<String, Object> prestate() {
    Map<String, Object> out = new LinkedHashMap<>();
    read.forEach((address, slots) -> {
      Map<String, String> storage = new LinkedHashMap<>();
      slots.forEach(slot -> storage.put(Json.word(slot), valueBefore(address, slot)));
      Account account = before.account(address).orElse(Account.EMPTY);
      out.put(address.toString(), describe(account, before.code(account.codeHash()), storage));
    });
    return out;
  }

  private String valueBefore(Address address, UInt256 slot) {
    return Json.word(before.storage(address, slot));
  }

  private static Map<String, Object> describe(
      Account account, byte[] code, Map<String, String> storage) {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("balance", Json.quantity(account.balance()));
    if (code.length > 0) {
      out.put("code", Json.bytes(code));
    }
    if (account.nonce() != 0) {
      // A plain number, as geth writes it.
      out.put("nonce", account.nonce());
    }
    if (!storage.isEmpty()) {
      out.put("storage", storage);
    }
    return out;
  }

  /** {@code diffMode}: only what changed, before and after. Takes the world's diff. */
  public Map<String, Object> diff() {
    Map<String, Object> pre = new LinkedHashMap<>();
    Map<String, Object> post = new LinkedHashMap<>();
    StateDiff diff = world.takeDiff();
    for (StateDiff.AccountChange change : diff.accounts()) {
      String key = change.address().toString();
      Optional<Account> old = before.account(change.address());
      old.ifPresent(account ->
          pre.put(key, describe(account, before.code(account.codeHash()), slotsBefore(change))));
      change
          .account()
          .ifPresent(now -> post.put(key, changes(old.orElse(Account.EMPTY), now, change)));
    }
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("post", post);
    out.put("pre", pre);
    return out;
  }

  private Map<String, String> slotsBefore(StateDiff.AccountChange change) {
    Map<String, String> storage = new LinkedHashMap<>();
    for (StateDiff.SlotChange slot : change.slots()) {
      if (!before.storage(change.address(), slot.slot()).isZero()) {
        storage.put(Json.word(slot.slot()), valueBefore(change.address(), slot.slot()));
      }
    }
    return storage;
  }

  private Map<String, Object> changes(Account old, Account now, StateDiff.AccountChange change) {
    Map<String, Object> out = new LinkedHashMap<>();
    if (!old.balance().equals(now.balance())) {
      out.put("balance", Json.quantity(now.balance()));
    }
    if (!old.codeHash().equals(now.codeHash())) {
      out.put("code", Json.bytes(world.code(now.codeHash())));
    }
    if (old.nonce() != now.nonce()) {
      out.put("nonce", now.nonce());
    }
    Map<String, String> storage = new LinkedHashMap<>();
    for (StateDiff.SlotChange slot : change.slots()) {
      if (!slot.value().isZero()) {
        storage.put(Json.word(slot.slot()), Json.word(slot.value()));
      }
    }
    if (!storage.isEmpty()) {
      out.put("storage", storage);
    }
    return out;
  }
}
