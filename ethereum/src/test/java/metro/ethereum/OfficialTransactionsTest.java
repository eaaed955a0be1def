package metro.ethereum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import metro.ethereum.TransactionDecoder.Decoded;
import metro.ethereum.TransactionDecoder.Malformed;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/** Ethereum's transaction tests, each judged by the newest fork it has a verdict for. */
final class OfficialTransactionsTest {
  /**
   * Not about the form of a transaction but about executing it: these are well-formed here, and
   * whoever executes refuses them.
   */
  private static final Set<String> EXECUTION =
      Set.of(
          "TransactionException.INTRINSIC_GAS_TOO_LOW",
          "TransactionException.GASLIMIT_PRICE_PRODUCT_OVERFLOW",
          "TransactionException.PRIORITY_GREATER_THAN_MAX_FEE_PER_GAS_2",
          "TransactionException.INITCODE_SIZE_EXCEEDED",
          "TransactionException.NONCE_TOO_BIG",
          "TransactionException.INVALID_CHAINID");

  private static final String[] NEWEST_FIRST = {
    "Prague", "Cancun", "Shanghai", "Paris", "London", "Berlin"
  };

  @TestFactory
  Stream<DynamicTest> transactionTests() {
    Path folder = Vectors.ethereumTests("TransactionTests");
    return Vectors.jsonFiles(folder).stream()
        .flatMap(file ->
            Vectors.json(file).properties().stream()
                .map(t ->
                    dynamicTest(
                        folder.relativize(file) + " " + t.getKey(), () -> check(t.getValue()))));
  }

  private static void check(JsonNode test) {
    JsonNode verdict = verdict(test.get("result"));
    String exception = verdict.path("exception").asString("");
    Optional<Decoded> decoded = decode(test.get("txbytes").asString());
    Optional<Address> sender = decoded.flatMap(OfficialTransactionsTest::sender);
    if (exception.isEmpty()) {
      assertThat(sender).contains(Address.fromHex(verdict.get("sender").asString()));
      assertThat(decoded.orElseThrow().hash())
          .isEqualTo(Hash.fromHex(verdict.get("hash").asString()));
      Decoded d = decoded.orElseThrow();
      assertThat(Bytes.wrap(d.transaction().encode())).isEqualTo(d.raw());
    } else if (!EXECUTION.contains(exception)) {
      assertThat(sender).as(exception).isEmpty();
    }
  }

  private static JsonNode verdict(JsonNode results) {
    return Stream.of(NEWEST_FIRST).filter(results::has).map(results::get).findFirst().orElseThrow();
  }

  private static Optional<Decoded> decode(String hex) {
    if (hex.length() % 2 != 0) {
      return Optional.empty();
    }
    return switch (TransactionDecoder.decode(Hex.decode(hex))) {
      case Decoded d -> Optional.of(d);
      case Malformed _ -> Optional.empty();
    };
  }

  private static Optional<Address> sender(Decoded decoded) {
    Transaction t = decoded.transaction();
    return Optional.of(t.signature())
        .filter(Signature::isCanonical)
        .flatMap(s -> Secp256k1.fastest().recover(t.signingHash().bytes(), s))
        .map(Address::ofPublicKey);
  }

  /**
   * The file's {@code sig_of_emptystring} is left out: it verifies under its key for no known
   * digest of the empty string (Keccak-256, SHA3-256, SHA-256 once and twice, zeros).
   */
  @Test
  void keysAndAddressesOfTheBasicTests() {
    for (JsonNode test : Vectors.json(Vectors.ethereumTests("BasicTests/keyaddrtest.json"))) {
      byte[] key = Hex.decode(test.get("key").asString());
      assertThat(Keccak.keccak256(test.get("seed").asString().getBytes(StandardCharsets.UTF_8)))
          .isEqualTo(key);
      for (Secp256k1 secp : SignatureAgreementTest.BOTH) {
        byte[] publicKey = secp.publicKey(key);
        assertThat(Address.ofPublicKey(publicKey))
            .isEqualTo(Address.fromHex(test.get("addr").asString()));
      }
    }
  }

  /** Both carry signatures from before EIP-155 whose s is not bounded: form and sender only. */
  @Test
  void transactionsOfTheBasicTests() {
    for (JsonNode test : Vectors.json(Vectors.ethereumTests("BasicTests/txtest.json"))) {
      Decoded decoded = decode(test.get("signed").asString()).orElseThrow();
      LegacyTransaction t = (LegacyTransaction) decoded.transaction();
      assertThat(t.chainId()).isEmpty();
      assertThat(t.nonce()).isEqualTo(test.get("nonce").asLong());
      assertThat(t.gasPrice()).isEqualTo(UInt256.of(test.get("gasprice").asLong()));
      assertThat(t.gasLimit()).isEqualTo(test.get("startgas").asLong());
      assertThat(t.value()).isEqualTo(UInt256.of(test.get("value").asLong()));
      assertThat(t.data()).isEqualTo(Bytes.fromHex(test.get("data").asString()));
      byte[] key = Hex.decode(test.get("key").asString());
      assertThat(Secp256k1.fastest().recover(t.signingHash().bytes(), t.signature()))
          .hasValueSatisfying(k -> assertThat(k).isEqualTo(Secp256k1.fastest().publicKey(key)));
    }
  }

  /** The example in the text of EIP-155. */
  @Test
  void theExampleOfEip155IsSignedByteForByte() {
    byte[] key = new byte[32];
    Arrays.fill(key, (byte) 0x46);
    LegacyTransaction unsigned =
        new LegacyTransaction(
            OptionalLong.of(1),
            9,
            UInt256.of(20_000_000_000L),
            21_000,
            Optional.of(Address.fromHex("0x3535353535353535353535353535353535353535")),
            UInt256.of(1_000_000_000_000_000_000L),
            Bytes.EMPTY,
            TransactionSigner.unsigned());
    assertThat(unsigned.signingHash())
        .isEqualTo(
            Hash.fromHex("0xdaf5a779ae972f972197303d7b574746c7ef83eadac0f2791ad23db92e4c8e53"));
    for (Secp256k1 secp : SignatureAgreementTest.BOTH) {
      Transaction signed = new TransactionSigner(secp, key).sign(unsigned);
      assertThat(Hex.encode(signed.encode()))
          .isEqualTo(
              "0xf86c098504a817c800825208943535353535353535353535353535353535353535"
                  + "880de0b6b3a76400008025"
                  + "a028ef61340bd939bc2195fe537567866003e1a15d3c71ff63e1590620aa636276"
                  + "a067cbe9d8997f761aecb703304b3800ccf555c9f3dc64214b297fb1966a3b6d83");
    }
  }
}
