package metro.evm.chain;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.ethereum.Keccak;
import metro.ethereum.RlpException;
import metro.evm.BlockContext;
import metro.evm.block.Block;
import metro.evm.block.BlockHeader;
import metro.evm.block.Genesis;
import metro.evm.trie.MissingNodeException;
import metro.evm.trie.NodeSource;
import metro.evm.trie.NodeStore;
import metro.evm.trie.StateTrie;
import metro.evm.trie.TrieStateReader;

/**
 * Checks a block without having the state: executes it on what a witness holds and compares the
 * header. Who trusts the parent's hash knows afterwards that the block is right.
 */
public final class StatelessCheck {
  private final Genesis genesis;
  private final ExecutionRules rules;

  /** What came out. */
  public sealed interface Result {}

  /** The block is what its transactions make of its parent. */
  public record Right(SealedBlock block) implements Result {}

  /**
   * The block is something else, or the witness is not its own.
   *
   * @param reason one English phrase
   */
  public record Wrong(String reason) implements Result {}

  /** For blocks of the chain {@code genesis} defines. */
  public StatelessCheck(Genesis genesis, ExecutionRules rules) {
    this.genesis = genesis;
    this.rules = rules;
  }

  /** Checks {@code block}; both may be anything, and nothing is thrown for it. */
  public Result check(Block block, Witness witness) {
    Optional<String> broken = brokenHeaders(block, witness.headers());
    if (broken.isPresent()) {
      return new Wrong(broken.get());
    }
    try {
      return execute(block, witness);
    } catch (IllegalArgumentException
        | IllegalStateException
        | MissingNodeException
        | RlpException e) {
      return new Wrong(String.valueOf(e.getMessage()));
    }
  }

  private Result execute(Block block, Witness witness) {
    BlockHeader parent = witness.headers().getFirst();
    StateTrie trie = StateTrie.open(parent.stateRoot(), nodes(witness.nodes()));
    Map<Hash, byte[]> codes = byHash(witness.codes());
    Optional<SealedBlock> again =
        new BlockReplay(genesis, rules, block, parent)
            .run(new TrieStateReader(trie, codes), trie, hashes(witness.headers(), block));
    if (again.isEmpty()) {
      return new Wrong("a transaction is not usable");
    }
    BlockHeader made = again.get().header();
    return made.equals(block.header())
        ? new Right(again.get())
        : new Wrong("the block comes out as " + made + ", not as " + block.header());
  }

  /** Each header is the parent of the one before, the first of the block. */
  private static Optional<String> brokenHeaders(Block block, List<BlockHeader> headers) {
    if (headers.isEmpty()) {
      return Optional.of("the witness has no header");
    }
    Hash expected = block.header().parentHash();
    for (BlockHeader header : headers) {
      if (!header.hash().equals(expected)) {
        return Optional.of("header " + header.number() + " of the witness is not " + expected);
      }
      expected = header.parentHash();
    }
    return Optional.empty();
  }

  private static BlockContext.BlockHashes hashes(List<BlockHeader> headers, Block block) {
    long parent = headers.getFirst().number();
    Map<Long, Hash> known = new HashMap<>();
    known.put(parent, block.header().parentHash());
    headers.forEach(h -> known.put(h.number() - 1, h.parentHash()));
    return number -> {
      if (number < 0 || number > parent || number <= parent - EmbeddedEvm.BLOCK_HASHES) {
        return Hash.ZERO;
      }
      Hash hash = known.get(number);
      if (hash == null) {
        throw new IllegalStateException("the witness lacks the hash of block " + number);
      }
      return hash;
    };
  }

  /** Accounts' and storages' nodes alike: a hash says enough. */
  private static NodeStore nodes(List<Bytes> encodings) {
    Map<Hash, byte[]> byHash = byHash(encodings);
    NodeSource source = (_, hash) -> Optional.ofNullable(byHash.get(hash));
    return new NodeStore() {
      @Override
      public NodeSource accounts() {
        return source;
      }

      @Override
      public NodeSource storage(Hash accountKey) {
        return source;
      }
    };
  }

  private static Map<Hash, byte[]> byHash(List<Bytes> items) {
    Map<Hash, byte[]> byHash = HashMap.newHashMap(items.size());
    for (Bytes item : items) {
      byte[] bytes = item.arrayForReading();
      byHash.put(Keccak.hash(bytes), bytes);
    }
    return byHash;
  }
}
