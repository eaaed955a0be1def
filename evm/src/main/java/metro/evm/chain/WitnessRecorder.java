package metro.evm.chain;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.ethereum.UInt256;
import metro.evm.BlockContext;
import metro.evm.block.BlockHeader;
import metro.evm.state.Account;
import metro.evm.state.StateReader;
import metro.evm.trie.RecordedNodes;
import metro.evm.trie.StateTrie;
import metro.evm.trie.TrieStateReader;

/** Executes a block on a partial state that grows as it is needed: that part is the witness. */
final class WitnessRecorder implements StateReader {
  private final BlockReplay replay;
  private final StateReader full;
  private final BlockContext.BlockHashes hashes;
  private final RecordedNodes nodes;
  private final StateTrie partial;
  private final TrieStateReader accounts;
  private final Map<Hash, Bytes> codes = new LinkedHashMap<>();
  private long oldestHash;

  /**
   * Will execute {@code replay}'s block.
   *
   * @param full the parent's state, for codes
   * @param trie the same state's trie; must not change meanwhile
   * @param hashes of earlier blocks
   */
  WitnessRecorder(
      BlockReplay replay, StateReader full, StateTrie trie, BlockContext.BlockHashes hashes) {
    this.replay = replay;
    this.full = full;
    this.hashes = hashes;
    this.nodes = new RecordedNodes(trie);
    this.partial = StateTrie.open(replay.parent().stateRoot(), nodes);
    this.accounts = new TrieStateReader(partial, Map.of());
    this.oldestHash = replay.parent().number();
  }

  /**
   * Executes it.
   *
   * @param headers of earlier blocks by number
   */
  Witness record(LongFunction<Optional<BlockHeader>> headers) {
    Hash expected = replay.block().header().hash();
    Optional<SealedBlock> again = replay.run(this, partial, this::hashAt);
    if (again.filter(b -> b.hash().equals(expected)).isEmpty()) {
      throw new IllegalStateException(
          "executed once more, block " + expected + " came out as " + again.map(SealedBlock::hash));
    }
    List<BlockHeader> back = new ArrayList<>();
    back.add(replay.parent());
    // A header gives its parent's hash.
    for (long n = replay.parent().number() - 1; n > oldestHash; n--) {
      back.add(headers.apply(n).orElseThrow());
    }
    return new Witness(nodes.asked(), List.copyOf(codes.values()), back);
  }

  private Hash hashAt(long number) {
    Hash hash = hashes.at(number);
    if (!hash.equals(Hash.ZERO)) {
      oldestHash = Math.min(oldestHash, number);
    }
    return hash;
  }

  @Override
  public Optional<Account> account(Address address) {
    return accounts.account(address);
  }

  @Override
  public UInt256 storage(Address address, UInt256 slot) {
    return accounts.storage(address, slot);
  }

  @Override
  public boolean hasStorage(Address address) {
    return accounts.hasStorage(address);
  }

  @Override
  public byte[] code(Hash codeHash) {
    byte[] code = full.code(codeHash);
    if (code.length > 0) {
      codes.put(codeHash, Bytes.wrap(code));
    }
    return code;
  }
}
