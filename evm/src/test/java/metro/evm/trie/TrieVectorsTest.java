package metro.evm.trie;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.ethereum.Hex;
import metro.ethereum.Keccak;
import metro.evm.OfficialVectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

class TrieVectorsTest {
  private record Change(Bytes key, Bytes value) {}

  @TestFactory
  Stream<DynamicTest> ordered_changes_give_the_published_roots() {
    return Stream.concat(cases("trietest.json", false), cases("trietest_secureTrie.json", true));
  }

  @TestFactory
  Stream<DynamicTest> contents_in_any_order_give_the_published_roots() {
    return Stream.of(
            cases("trieanyorder.json", false),
            cases("trieanyorder_secureTrie.json", true),
            cases("hex_encoded_securetrie_test.json", true))
        .flatMap(s -> s);
  }

  @TestFactory
  Stream<DynamicTest> neighbours_of_a_key_are_found_in_key_order() {
    JsonNode file =
        OfficialVectors.json(
            OfficialVectors.path("ethereum/ethereum-tests/TrieTests/trietestnextprev.json"));
    Trie trie = Trie.empty();
    TreeMap<String, String> byKey = new TreeMap<>();
    for (JsonNode key : file.get("basic").get("in")) {
      trie.put(key.asString().getBytes(UTF_8), new byte[] {1});
    }
    trie.forEach((key, value) -> byKey.put(new String(key, UTF_8), ""));
    List<DynamicTest> tests = new ArrayList<>();
    for (JsonNode test : file.get("basic").get("tests")) {
      String key = test.get(0).asString();
      tests.add(
          DynamicTest.dynamicTest(
              "around '" + key + "'",
              () -> {
                assertThat(orEmpty(byKey.lowerKey(key))).isEqualTo(test.get(1).asString());
                assertThat(orEmpty(byKey.higherKey(key))).isEqualTo(test.get(2).asString());
              }));
    }
    return tests.stream();
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  private static Stream<DynamicTest> cases(String file, boolean secure) {
    JsonNode json =
        OfficialVectors.json(OfficialVectors.path("ethereum/ethereum-tests/TrieTests/" + file));
    List<DynamicTest> tests = new ArrayList<>();
    for (Map.Entry<String, JsonNode> entry : json.properties()) {
      JsonNode in = entry.getValue().get("in");
      Hash root = Hash.fromHex(entry.getValue().get("root").asString());
      List<Change> changes = changes(in, secure);
      tests.add(
          DynamicTest.dynamicTest(
              file + " " + entry.getKey(), () -> check(changes, root, in.isObject())));
    }
    return tests.stream();
  }

  private static void check(List<Change> changes, Hash root, boolean anyOrder) {
    assertThat(rootOf(changes)).isEqualTo(root);
    if (anyOrder) {
      Collections.shuffle(changes, new Random(7));
      assertThat(rootOf(changes)).isEqualTo(root);
    }
  }

  private static Hash rootOf(List<Change> changes) {
    Trie trie = Trie.empty();
    for (Change change : changes) {
      if (change.value.isEmpty()) {
        trie.delete(change.key.toArray());
      } else {
        trie.put(change.key.toArray(), change.value.toArray());
      }
    }
    return trie.rootHash();
  }

  private static List<Change> changes(JsonNode in, boolean secure) {
    List<Change> changes = new ArrayList<>();
    if (in.isObject()) {
      in.properties().forEach(e -> changes.add(change(e.getKey(), e.getValue(), secure)));
    } else {
      in.forEach(pair -> changes.add(change(pair.get(0).asString(), pair.get(1), secure)));
    }
    return changes;
  }

  private static Change change(String key, JsonNode value, boolean secure) {
    byte[] plain = bytes(key);
    return new Change(
        Bytes.of(secure ? Keccak.keccak256(plain) : plain),
        value.isNull() ? Bytes.EMPTY : Bytes.of(bytes(value.asString())));
  }

  private static byte[] bytes(String text) {
    return text.startsWith("0x") ? Hex.decode(text) : text.getBytes(UTF_8);
  }
}
