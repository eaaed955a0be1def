package metro.evm.block;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.ethereum.UInt256;
import metro.evm.BlobSchedule;
import metro.evm.Fork;
import metro.evm.ForkSchedule;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * geth's {@code genesis.json}, which most clients read. Forks before Shanghai are not looked at:
 * {@code config.shanghaiTime} has to be at or before the genesis timestamp. {@code
 * config.feeMarket} with {@code elasticity}, {@code changeDenominator} and {@code minimum} is an
 * addition that changes the base fee rule.
 */
public final class GenesisJson {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int MAX_BPO_FORKS = 5;

  private GenesisJson() {}

  /**
   * Reads a genesis.
   *
   * @throws IllegalArgumentException naming the field that is missing or wrong
   */
  public static Genesis read(String text) {
    JsonNode root = parse(text);
    JsonNode config = required(root, "config");
    long timestamp = number(root, "timestamp", 0);
    return new Genesis(
        requiredNumber(config, "chainId"),
        forks(config, timestamp),
        feeMarket(config),
        number(root, "nonce", 0),
        timestamp,
        field(root, "extraData", Bytes::fromHex, Bytes.EMPTY),
        requiredNumber(root, "gasLimit"),
        field(root, "difficulty", UInt256::parse, UInt256.ZERO),
        field(root, "mixHash", Hash::fromHex, Hash.ZERO),
        field(root, "coinbase", Address::fromHex, Address.ZERO),
        field(root, "baseFeePerGas", UInt256::parse, Genesis.INITIAL_BASE_FEE),
        number(root, "blobGasUsed", 0),
        number(root, "excessBlobGas", 0),
        accounts(required(root, "alloc")),
        Optional.ofNullable(config.get("depositContractAddress"))
            .map(a -> convert("depositContractAddress", a.asString(), Address::fromHex)));
  }

  private static JsonNode parse(String text) {
    try {
      return JSON.readTree(text);
    } catch (JacksonException e) {
      throw new IllegalArgumentException("genesis: no JSON: " + e.getOriginalMessage(), e);
    }
  }

  private static FeeMarket feeMarket(JsonNode config) {
    JsonNode json = config.get("feeMarket");
    return json == null
        ? FeeMarket.STANDARD
        : new FeeMarket(
            number(json, "elasticity", FeeMarket.STANDARD.elasticity()),
            number(json, "changeDenominator", FeeMarket.STANDARD.changeDenominator()),
            field(json, "minimum", UInt256::parse, UInt256.ZERO));
  }

  private static ForkSchedule forks(JsonNode config, long genesisTimestamp) {
    TreeMap<Long, Fork> forks = new TreeMap<>();
    add(forks, config, "shanghai", Fork.SHANGHAI);
    add(forks, config, "cancun", Fork.CANCUN);
    add(forks, config, "prague", Fork.PRAGUE);
    add(forks, config, "osaka", Fork.OSAKA);
    for (int i = 1; i <= MAX_BPO_FORKS; i++) {
      add(forks, config, "bpo" + i, Fork.OSAKA);
    }
    if (forks.isEmpty() || forks.firstKey() > genesisTimestamp) {
      throw new IllegalArgumentException(
          "genesis: config.shanghaiTime has to be at or before the genesis timestamp: earlier"
              + " rules are not supported");
    }
    // A schedule begins at 0; what was before the genesis block never comes into force.
    forks.put(0L, forks.floorEntry(genesisTimestamp).getValue());
    return new ForkSchedule(forks);
  }

  private static void add(Map<Long, Fork> forks, JsonNode config, String name, Fork rules) {
    JsonNode time = config.get(name + "Time");
    if (time != null && !time.isNull()) {
      JsonNode schedule = config.path("blobSchedule").get(name);
      Fork fork = schedule == null ? rules : rules.next(name).blobs(blobs(schedule, rules)).build();
      forks.put(requiredNumber(config, name + "Time"), fork);
    }
  }

  private static BlobSchedule blobs(JsonNode json, Fork rules) {
    int max = (int) requiredNumber(json, "max");
    int maxPerTransaction =
        rules.has(metro.evm.Feature.BLOB_RESERVE_PRICE) ? rules.blobs().maxPerTransaction() : max;
    return new BlobSchedule(
        (int) requiredNumber(json, "target"),
        max,
        maxPerTransaction,
        requiredNumber(json, "baseFeeUpdateFraction"));
  }

  private static Map<Address, GenesisAccount> accounts(JsonNode alloc) {
    Map<Address, GenesisAccount> accounts = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : alloc.properties()) {
      Address address = convert("alloc", entry.getKey(), Address::fromHex);
      accounts.put(address, account(entry.getValue()));
    }
    return accounts;
  }

  private static GenesisAccount account(JsonNode json) {
    Map<UInt256, UInt256> storage = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> slot : json.path("storage").properties()) {
      storage.put(
          convert("storage", slot.getKey(), GenesisJson::word),
          convert("storage", slot.getValue().asString(), GenesisJson::word));
    }
    return new GenesisAccount(
        number(json, "nonce", 0),
        field(json, "balance", UInt256::parse, UInt256.ZERO),
        field(json, "code", Bytes::fromHex, Bytes.EMPTY),
        storage);
  }

  private static UInt256 word(String hex) {
    return UInt256.parse(hex.startsWith("0x") ? hex : "0x" + hex);
  }

  private static JsonNode required(JsonNode json, String name) {
    JsonNode value = json.get(name);
    if (value == null || value.isNull()) {
      throw new IllegalArgumentException("genesis: " + name + " is missing");
    }
    return value;
  }

  private static long requiredNumber(JsonNode json, String name) {
    return convert(name, required(json, name).asString(), GenesisJson::parseLong);
  }

  private static long number(JsonNode json, String name, long otherwise) {
    return field(json, name, GenesisJson::parseLong, otherwise);
  }

  /** Hexadecimal or decimal, below 2^64. */
  private static long parseLong(String text) {
    UInt256 value = UInt256.parse(text);
    if (value.bitLength() > Long.SIZE) {
      throw new IllegalArgumentException("more than 64 bits");
    }
    return value.w0();
  }

  private static <T> T field(JsonNode json, String name, Function<String, T> parse, T otherwise) {
    JsonNode value = json.get(name);
    return value == null || value.isNull() ? otherwise : convert(name, value.asString(), parse);
  }

  private static <T> T convert(String name, String text, Function<String, T> parse) {
    try {
      return parse.apply(text);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new IllegalArgumentException(
          "genesis: " + name + " '" + text + "': " + e.getMessage(), e);
    }
  }
}
