package metro.evm.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import metro.ethereum.Hash;
import metro.ethereum.UInt256;
import org.jspecify.annotations.Nullable;

/** What to do to take changes back, newest last. */
final class Journal {
  /** One change that can be taken back. */
  interface Undo {
    void undo();
  }

  private final ArrayList<Undo> undos = new ArrayList<>();

  void add(Undo undo) {
    undos.add(undo);
  }

  int position() {
    return undos.size();
  }

  void revertTo(int position) {
    for (int i = undos.size() - 1; i >= position; i--) {
      undos.remove(i).undo();
    }
  }

  void clear() {
    undos.clear();
  }

  /** Puts back everything of an account but its slots and its warmth. */
  static final class AccountUndo implements Undo {
    private final AccountState target;
    private final boolean exists;
    private final long nonce;
    private final UInt256 balance;
    private final Hash codeHash;
    private final @Nullable Code code;
    private final long created;
    private final long destroyed;
    private final long touched;

    AccountUndo(AccountState target) {
      this.target = target;
      this.exists = target.exists;
      this.nonce = target.nonce;
      this.balance = target.balance;
      this.codeHash = target.codeHash;
      this.code = target.code;
      this.created = target.created;
      this.destroyed = target.destroyed;
      this.touched = target.touched;
    }

    @Override
    public void undo() {
      target.exists = exists;
      target.nonce = nonce;
      target.balance = balance;
      target.codeHash = codeHash;
      target.code = code;
      target.created = created;
      target.destroyed = destroyed;
      target.touched = touched;
    }
  }

  /** Puts back a slot's value. */
  record SlotUndo(SlotState slot, UInt256 value) implements Undo {
    @Override
    public void undo() {
      slot.value = value;
    }
  }

  /** Makes an account cold again. */
  record ColdAccount(AccountState account, long warm) implements Undo {
    @Override
    public void undo() {
      account.warm = warm;
    }
  }

  /** Makes a slot cold again. */
  record ColdSlot(SlotState slot, long warm) implements Undo {
    @Override
    public void undo() {
      slot.warm = warm;
    }
  }

  /** Puts back a map's value (transient storage). */
  record MapUndo<K, V>(Map<K, V> map, K key, @Nullable V value) implements Undo {
    @Override
    public void undo() {
      if (value == null) {
        map.remove(key);
      } else {
        map.put(key, value);
      }
    }
  }

  /** Takes the last element away (logs). */
  record DropLast(List<?> list) implements Undo {
    @Override
    public void undo() {
      list.removeLast();
    }
  }
}
