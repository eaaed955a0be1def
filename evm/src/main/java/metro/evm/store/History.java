package metro.evm.store;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import metro.ethereum.Hash;
import metro.ethereum.RlpReader;
import metro.ethereum.RlpWriter;
import metro.ethereum.UInt256;
import metro.evm.state.Account;
import metro.evm.trie.HashedDiff;

/**
 * What values were before each block. {@link Table#HISTORY} answers "the value of this key at block
 * n" by one seek: the first entry of the key after n, or else the present value. {@link Table#UNDO}
 * lists the keys of a block, so that it can be taken back or its history pruned.
 */
final class History {
  private final KeyValueStore store;
  private final FlatState flat;
  private final HeadState head;

  History(KeyValueStore store, FlatState flat, HeadState head) {
    this.store = store;
    this.flat = flat;
    this.head = head;
  }

  /** The keys a block changed in one account. */
  private record Changed(Hash account, boolean values, List<Hash> slots) {
    void write(RlpWriter writer) {
      writer.list(w -> {
        w.hash(account).uint64(values ? 1 : 0);
        slots.forEach(w::hash);
      });
    }

    static Changed read(RlpReader reader) {
      RlpReader in = reader.list();
      Hash account = in.hash();
      boolean values = in.uint64() == 1;
      List<Hash> slots = new ArrayList<>();
      while (!in.isAtEnd()) {
        slots.add(in.hash());
      }
      return new Changed(account, values, slots);
    }
  }

  /** Writes the state of the first block, before which there is nothing to keep. */
  void applyFirst(KeyValueStore.Batch batch, HashedDiff diff) {
    for (HashedDiff.AccountChange change : diff.accounts()) {
      FlatState.putAccount(batch, change.key(), change.account());
      change
          .slots()
          .forEach(slot -> FlatState.putSlot(batch, change.key(), slot.key(), slot.value()));
    }
    diff.codes().forEach((hash, code) -> batch.put(Table.CODES, hash.bytes(), code));
  }

  /** Writes a block's changes to the flat tables and keeps what was there before. */
  void apply(KeyValueStore.Batch batch, long number, HashedDiff diff) {
    List<Changed> changed = new ArrayList<>(diff.accounts().size());
    for (HashedDiff.AccountChange change : diff.accounts()) {
      changed.add(apply(batch, number, change));
    }
    byte[] undo =
        new RlpWriter(64 + 48 * changed.size())
            .list(w -> changed.forEach(c -> c.write(w)))
            .toBytes();
    batch.put(Table.UNDO, Keys.number(number), undo);
    diff.codes().forEach((hash, code) -> batch.put(Table.CODES, hash.bytes(), code));
  }

  private Changed apply(KeyValueStore.Batch batch, long number, HashedDiff.AccountChange change) {
    Optional<Account> before = head.account(change.key());
    boolean values = !before.equals(change.account());
    if (values) {
      byte[] key = Keys.accountHistory(change.key(), number);
      batch.put(Table.HISTORY, key, ValueCodec.encode(before));
      head.putAccount(batch, change.key(), change.account());
    }
    Set<Hash> slots = new LinkedHashSet<>();
    if (change.storageWiped() || change.account().isEmpty()) {
      wipe(batch, number, change, slots);
    }
    for (HashedDiff.SlotChange slot : change.slots()) {
      if (slots.add(slot.key())) {
        keep(batch, number, change.key(), slot.key(), head.slot(change.key(), slot.key()));
      }
      head.putSlot(batch, change.key(), slot.key(), slot.value());
    }
    return new Changed(change.key(), values, List.copyOf(slots));
  }

  /** Only what a creation left behind in one block can be wiped (EIP-6780): a short list. */
  private void wipe(
      KeyValueStore.Batch batch, long number, HashedDiff.AccountChange change, Set<Hash> slots) {
    head.scanSlots(
        change.key(),
        (slot, value) -> {
          keep(batch, number, change.key(), slot, value);
          head.putSlot(batch, change.key(), slot, UInt256.ZERO);
          return slots.add(slot);
        });
  }

  private static void keep(
      KeyValueStore.Batch batch, long number, Hash account, Hash slot, UInt256 before) {
    batch.put(Table.HISTORY, Keys.slotHistory(account, slot, number), ValueCodec.encode(before));
  }

  /** The changes that take a block back. */
  HashedDiff reverse(long number) {
    List<HashedDiff.AccountChange> accounts = new ArrayList<>();
    for (Changed changed : changed(number)) {
      Optional<Account> account =
          changed.values
              ? ValueCodec.optionalAccount(
                  kept(number, Keys.accountHistory(changed.account, number)))
              : flat.account(changed.account);
      List<HashedDiff.SlotChange> slots = new ArrayList<>();
      for (Hash slot : changed.slots) {
        byte[] before = kept(number, Keys.slotHistory(changed.account, slot, number));
        slots.add(new HashedDiff.SlotChange(slot, ValueCodec.slot(before)));
      }
      accounts.add(
          new HashedDiff.AccountChange(
              changed.account, account, false, account.isPresent() ? slots : List.of()));
    }
    return new HashedDiff(accounts, Map.of());
  }

  /**
   * What changed in the blocks after {@code from} up to {@code head}, the newest: every key they
   * touched with its present value.
   */
  HashedDiff since(long from, long head) {
    Map<Hash, Set<Hash>> touched = new LinkedHashMap<>();
    for (long number = from + 1; number <= head; number++) {
      changed(number)
          .forEach(
              c -> touched.computeIfAbsent(c.account, k -> new LinkedHashSet<>()).addAll(c.slots));
    }
    List<HashedDiff.AccountChange> accounts = new ArrayList<>();
    touched.forEach((key, slots) -> accounts.add(present(key, slots)));
    return new HashedDiff(accounts, Map.of());
  }

  private HashedDiff.AccountChange present(Hash key, Set<Hash> slots) {
    List<HashedDiff.SlotChange> values =
        slots.stream().map(slot -> new HashedDiff.SlotChange(slot, flat.slot(key, slot))).toList();
    return new HashedDiff.AccountChange(key, flat.account(key), false, values);
  }

  private byte[] kept(long number, byte[] key) {
    return store
        .get(Table.HISTORY, key)
        .orElseThrow(
            () -> new IllegalStateException("the store is damaged: undo of block " + number));
  }

  /** Writes the reverse of a block to the flat tables and drops its history. */
  void revert(KeyValueStore.Batch batch, long number, HashedDiff reverse) {
    for (HashedDiff.AccountChange change : reverse.accounts()) {
      FlatState.putAccount(batch, change.key(), change.account());
      change
          .slots()
          .forEach(slot -> FlatState.putSlot(batch, change.key(), slot.key(), slot.value()));
      if (change.account().isEmpty()) {
        flat.scanSlots(
            change.key(),
            (slot, value) -> {
              FlatState.putSlot(batch, change.key(), slot, UInt256.ZERO);
              return true;
            });
      }
    }
    forget(batch, number);
  }

  /** Drops what was kept for a block. */
  void forget(KeyValueStore.Batch batch, long number) {
    for (Changed changed : changed(number)) {
      if (changed.values) {
        batch.delete(Table.HISTORY, Keys.accountHistory(changed.account, number));
      }
      for (Hash slot : changed.slots) {
        batch.delete(Table.HISTORY, Keys.slotHistory(changed.account, slot, number));
      }
    }
    batch.delete(Table.UNDO, Keys.number(number));
  }

  private List<Changed> changed(long number) {
    return store
        .get(Table.UNDO, Keys.number(number))
        .map(bytes -> RlpReader.of(bytes).listOf(Changed::read))
        .orElse(List.of());
  }

  /** The stored form of the account at the end of a block, if it changed later. */
  Optional<byte[]> accountAt(Hash account, long number) {
    return firstAfter(Keys.accountHistory(account, number + 1));
  }

  /** The stored form of the slot at the end of a block, if it changed later. */
  Optional<byte[]> slotAt(Hash account, Hash slot, long number) {
    return firstAfter(Keys.slotHistory(account, slot, number + 1));
  }

  private Optional<byte[]> firstAfter(byte[] from) {
    byte[][] found = new byte[1][];
    store.scan(
        Table.HISTORY,
        from,
        (key, value) -> {
          if (Keys.isSameHistory(from, key)) {
            found[0] = value;
          }
          return false;
        });
    return Optional.ofNullable(found[0]);
  }
}
