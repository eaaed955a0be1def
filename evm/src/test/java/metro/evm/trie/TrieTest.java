package metro.evm.trie;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.ethereum.Keccak;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrieTest {
  /** A path-keyed store that fails when something is deleted that it does not have. */
  private static final class MapStore implements NodeSink {
    final Map<Bytes, byte[]> nodes = new HashMap<>();

    @Override
    public void put(byte[] path, byte[] encoding) {
      nodes.put(Bytes.of(path), encoding);
    }

    @Override
    public void delete(byte[] path) {
      assertThat(nodes.remove(Bytes.of(path))).isNotNull();
    }

    NodeSource source() {
      return (path, hash) -> Optional.ofNullable(nodes.get(Bytes.of(path)));
    }
  }

  private static Hash fromScratch(Map<Bytes, Bytes> content) {
    Trie trie = Trie.empty();
    content.forEach((k, v) -> trie.put(k.toArray(), v.toArray()));
    return trie.rootHash();
  }

  /** Short keys from a small alphabet, so that paths split, join and end inside branches. */
  private static byte[] randomKey(SplittableRandom random, boolean secure) {
    byte[] key = new byte[1 + random.nextInt(3)];
    for (int i = 0; i < key.length; i++) {
      key[i] = (byte) (random.nextInt(4) * 0x11 + random.nextInt(2));
    }
    return secure ? Keccak.keccak256(key) : key;
  }

  private static byte[] randomValue(SplittableRandom random) {
    byte[] value = new byte[1 + random.nextInt(random.nextBoolean() ? 4 : 60)];
    random.nextBytes(value);
    return value;
  }

  private static void change(
      Trie trie, Map<Bytes, Bytes> content, SplittableRandom random, boolean secure) {
    byte[] key = randomKey(random, secure);
    if (random.nextInt(5) < 2) {
      trie.delete(key);
      content.remove(Bytes.of(key));
    } else {
      byte[] value = randomValue(random);
      trie.put(key, value);
      content.put(Bytes.of(key), Bytes.of(value));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void incremental_roots_equal_roots_from_scratch(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    boolean secure = seed % 2 == 0;
    Trie trie = Trie.empty();
    Map<Bytes, Bytes> content = new TreeMap<>();
    for (int step = 0; step < 600; step++) {
      change(trie, content, random, secure);
      if (random.nextInt(4) == 0) {
        assertThat(trie.rootHash())
            .as("seed %d step %d", seed, step)
            .isEqualTo(fromScratch(content));
      }
    }
    Map<Bytes, Bytes> visited = new TreeMap<>();
    trie.forEach((k, v) -> visited.put(Bytes.of(k), Bytes.of(v)));
    assertThat(visited).isEqualTo(content);
    content.keySet().forEach(k -> trie.delete(k.toArray()));
    assertThat(trie.rootHash()).isEqualTo(Trie.EMPTY_ROOT);
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14, 15, 16})
  void a_path_keyed_store_follows_the_trie_and_holds_exactly_its_nodes(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    boolean secure = seed % 2 == 0;
    MapStore store = new MapStore();
    Trie trie = Trie.open(Trie.EMPTY_ROOT, store.source());
    Trie stored = trie.copy();
    Map<Bytes, Bytes> content = new TreeMap<>();
    for (int block = 0; block < 60; block++) {
      for (int i = random.nextInt(30); i >= 0; i--) {
        change(trie, content, random, secure);
      }
      trie.commit(stored, store);
      if (random.nextInt(3) == 0) {
        trie = Trie.open(trie.rootHash(), store.source());
      } else if (random.nextInt(3) == 0) {
        trie.replaceRoot(TrieMemory.keep(trie.root(), 1 + random.nextInt(40)));
      }
      stored = trie.copy();
      assertThat(trie.rootHash())
          .as("seed %d block %d", seed, block)
          .isEqualTo(fromScratch(content));
      MapStore fresh = new MapStore();
      Trie whole = Trie.empty();
      content.forEach((k, v) -> whole.put(k.toArray(), v.toArray()));
      whole.commit(Trie.empty(), fresh);
      assertThat(store.nodes.keySet()).isEqualTo(fresh.nodes.keySet());
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {21, 22, 23, 24})
  void proofs_show_presence_and_absence_and_nothing_else(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    boolean secure = seed % 2 == 0;
    Trie trie = Trie.empty();
    Map<Bytes, Bytes> content = new TreeMap<>();
    for (int i = 0; i < 120; i++) {
      change(trie, content, random, secure);
    }
    Hash root = trie.rootHash();
    for (int i = 0; i < 200; i++) {
      byte[] key = randomKey(random, secure);
      List<byte[]> proof = trie.prove(key);
      TrieProof.Result expected =
          content.containsKey(Bytes.of(key))
              ? new TrieProof.Present(content.getOrDefault(Bytes.of(key), Bytes.EMPTY))
              : new TrieProof.Absent();
      assertThat(TrieProof.verify(root, key, proof)).isEqualTo(expected);
      List<byte[]> mauled = new ArrayList<>(proof);
      int at = random.nextInt(mauled.size());
      byte[] node = mauled.get(at).clone();
      node[random.nextInt(node.length)] ^= (byte) (1 << random.nextInt(8));
      mauled.set(at, node);
      assertThat(TrieProof.verify(root, key, mauled)).isInstanceOf(TrieProof.Invalid.class);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {31, 32, 33, 34})
  void a_partial_trie_with_the_recorded_nodes_follows_every_change(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    MapStore store = new MapStore();
    Trie full = Trie.empty();
    Map<Bytes, Bytes> content = new TreeMap<>();
    for (int i = 0; i < 200; i++) {
      change(full, content, random, true);
    }
    full.commit(Trie.empty(), store);
    List<byte[]> witness = new ArrayList<>();
    NodeSource recording =
        (path, hash) -> {
          Optional<byte[]> node = store.source().node(path, hash);
          node.ifPresent(witness::add);
          return node;
        };
    Trie recorded = Trie.open(full.rootHash(), recording);
    long changes = random.nextLong();
    for (SplittableRandom r = new SplittableRandom(changes); r.nextInt(40) > 0; ) {
      change(recorded, new HashMap<>(content), r, true);
    }
    Trie partial = Trie.open(full.rootHash(), TrieProof.sourceOf(witness));
    for (SplittableRandom r = new SplittableRandom(changes); r.nextInt(40) > 0; ) {
      change(partial, content, r, true);
    }
    assertThat(partial.rootHash()).as("seed %d", seed).isEqualTo(fromScratch(content));
  }

  @Test
  void a_deletion_whose_sibling_is_not_in_the_witness_says_so_and_changes_nothing() {
    Trie full = Trie.empty();
    byte[] value = new byte[40];
    Arrays.fill(value, (byte) 7);
    byte[] left = {0x10};
    byte[] right = {0x20};
    full.put(left, value);
    byte[] other = value.clone();
    other[0] = 8;
    full.put(right, other);
    Trie partial = Trie.open(full.rootHash(), TrieProof.sourceOf(full.prove(left)));
    assertThatThrownBy(() -> partial.delete(left))
        .isInstanceOf(MissingNodeException.class)
        .hasMessageContaining("at path /2");
    assertThat(partial.rootHash()).isEqualTo(full.rootHash());
    assertThat(partial.get(left)).contains(value);
  }
}
