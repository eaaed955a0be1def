package metro.evm.statetest;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import metro.ethereum.Address;
import metro.ethereum.Hash;
import metro.ethereum.Hex;
import metro.ethereum.Keccak;
import metro.ethereum.UInt256;
import metro.evm.state.Account;
import metro.evm.state.StateDiff;
import metro.evm.state.StateReader;
import metro.evm.trie.StateTrie;
import tools.jackson.databind.JsonNode;

/** A test's pre state: everything in memory. */
record TestState(
    Map<Address, Account> accounts,
    Map<Address, Map<UInt256, UInt256>> storages,
    Map<Hash, byte[]> codes)
    implements StateReader {

  static TestState read(JsonNode pre) {
    TestState state = new TestState(new HashMap<>(), new HashMap<>(), new HashMap<>());
    for (Map.Entry<String, JsonNode> entry : pre.properties()) {
      state.add(Address.fromHex(entry.getKey()), entry.getValue());
    }
    return state;
  }

  private void add(Address address, JsonNode account) {
    byte[] code = Hex.decode(account.get("code").asString());
    Hash codeHash = Keccak.hash(code);
    codes.put(codeHash, code);
    accounts.put(
        address,
        new Account(
            StateTestCase.number(account, "nonce", "0x0").w0(),
            StateTestCase.number(account, "balance", "0x0"),
            codeHash));
    Map<UInt256, UInt256> storage = new HashMap<>();
    for (Map.Entry<String, JsonNode> slot : account.get("storage").properties()) {
      storage.put(UInt256.parse(slot.getKey()), UInt256.parse(slot.getValue().asString()));
    }
    storages.put(address, storage);
  }

  @Override
  public Optional<Account> account(Address address) {
    return Optional.ofNullable(accounts.get(address));
  }

  @Override
  public UInt256 storage(Address address, UInt256 slot) {
    return storages.getOrDefault(address, Map.of()).getOrDefault(slot, UInt256.ZERO);
  }

  @Override
  public boolean hasStorage(Address address) {
    return storages.getOrDefault(address, Map.of()).values().stream().anyMatch(v -> !v.isZero());
  }

  @Override
  public byte[] code(Hash codeHash) {
    return codes.getOrDefault(codeHash, new byte[0]);
  }

  /** The root after a change. */
  Hash rootAfter(StateDiff diff) {
    StateTrie trie = StateTrie.empty();
    trie.apply(new StateDiff(asChanges(), Map.of()));
    trie.apply(diff);
    return trie.rootHash();
  }

  private List<StateDiff.AccountChange> asChanges() {
    List<StateDiff.AccountChange> changes = new ArrayList<>();
    accounts.forEach((address, account) ->
        changes.add(
            new StateDiff.AccountChange(address, Optional.of(account), false, slots(address))));
    return changes;
  }

  private List<StateDiff.SlotChange> slots(Address address) {
    return storages.getOrDefault(address, Map.of()).entrySet().stream()
        .map(slot -> new StateDiff.SlotChange(slot.getKey(), slot.getValue()))
        .toList();
  }
}
