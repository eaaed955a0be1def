package metro.evm.store;

import java.util.Optional;
import metro.ethereum.Address;
import metro.ethereum.Hash;
import metro.ethereum.UInt256;
import metro.evm.state.Account;
import metro.evm.state.StateReader;
import metro.evm.trie.HashedDiff;

/** The newest state by hashed key, as the tables hold it. */
final class FlatState implements StateReader {
  private final KeyValueStore store;

  FlatState(KeyValueStore store) {
    this.store = store;
  }

  @Override
  public Optional<Account> account(Address address) {
    return account(HashedDiff.accountKey(address));
  }

  @Override
  public UInt256 storage(Address address, UInt256 slot) {
    return slot(HashedDiff.accountKey(address), HashedDiff.slotKey(slot));
  }

  @Override
  public boolean hasStorage(Address address) {
    return hasStorage(HashedDiff.accountKey(address));
  }

  @Override
  public byte[] code(Hash codeHash) {
    if (codeHash.equals(Account.EMPTY_CODE_HASH)) {
      return new byte[0];
    }
    return store
        .get(Table.CODES, codeHash.bytes())
        .orElseThrow(
            () -> new IllegalStateException("the store is damaged: it lacks code " + codeHash));
  }

  Optional<Account> account(Hash key) {
    return store.get(Table.ACCOUNTS, key.bytes()).map(ValueCodec::account);
  }

  UInt256 slot(Hash account, Hash slot) {
    return store
        .get(Table.SLOTS, Keys.slot(account, slot))
        .map(ValueCodec::slot)
        .orElse(UInt256.ZERO);
  }

  boolean hasStorage(Hash account) {
    boolean[] found = {false};
    scanSlots(
        account,
        (slot, value) -> {
          found[0] = true;
          return false;
        });
    return found[0];
  }

  /** Sees a slot's key and value. */
  interface SlotVisitor {
    boolean visit(Hash slot, UInt256 value);
  }

  void scanSlots(Hash account, SlotVisitor visitor) {
    byte[] prefix = account.bytes();
    store.scan(
        Table.SLOTS,
        prefix,
        (key, value) ->
            Keys.startsWith(key, prefix)
                && visitor.visit(Hash.of(key, Hash.SIZE, Hash.SIZE), ValueCodec.slot(value)));
  }

  static void putAccount(KeyValueStore.Batch batch, Hash key, Optional<Account> account) {
    if (account.isPresent()) {
      batch.put(Table.ACCOUNTS, key.bytes(), ValueCodec.encode(account.get()));
    } else {
      batch.delete(Table.ACCOUNTS, key.bytes());
    }
  }

  static void putSlot(KeyValueStore.Batch batch, Hash account, Hash slot, UInt256 value) {
    byte[] key = Keys.slot(account, slot);
    if (value.isZero()) {
      batch.delete(Table.SLOTS, key);
    } else {
      batch.put(Table.SLOTS, key, ValueCodec.encode(value));
    }
  }
}
