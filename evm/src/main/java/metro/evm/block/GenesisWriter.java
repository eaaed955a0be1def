package metro.evm.block;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import metro.evm.Feature;
import metro.evm.Fork;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes a {@link Genesis} as the {@code genesis.json} that {@link GenesisJson} and unmodified
 * clients read, so that they can follow the chain.
 */
public final class GenesisWriter {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private static final List<String> BLOCK_FORKS =
      List.of(
          "homesteadBlock",
          "eip150Block",
          "eip155Block",
          "eip158Block",
          "byzantiumBlock",
          "constantinopleBlock",
          "petersburgBlock",
          "istanbulBlock",
          "berlinBlock",
          "londonBlock",
          "mergeNetsplitBlock");

  private GenesisWriter() {}

  /**
   * The genesis as JSON.
   *
   * @throws IllegalArgumentException when the fork schedule is none of Ethereum's
   */
  public static String write(Genesis genesis) {
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("config", config(genesis));
    root.put("nonce", hex(genesis.nonce()));
    root.put("timestamp", hex(genesis.timestamp()));
    root.put("extraData", genesis.extraData().toString());
    root.put("gasLimit", hex(genesis.gasLimit()));
    root.put("difficulty", genesis.difficulty().toQuantity());
    root.put("mixHash", genesis.prevRandao().toString());
    root.put("coinbase", genesis.feeRecipient().toString());
    root.put("baseFeePerGas", genesis.baseFeePerGas().toQuantity());
    root.put("blobGasUsed", hex(genesis.blobGasUsed()));
    root.put("excessBlobGas", hex(genesis.excessBlobGas()));
    Map<String, Object> alloc = new LinkedHashMap<>();
    genesis.accounts().forEach((address, a) -> alloc.put(address.toString(), account(a)));
    root.put("alloc", alloc);
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root);
  }

  private static Map<String, Object> config(Genesis genesis) {
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("chainId", genesis.chainId());
    BLOCK_FORKS.forEach(fork -> config.put(fork, 0));
    config.put("terminalTotalDifficulty", 0);
    config.put("terminalTotalDifficultyPassed", true);
    Map<String, Object> blobs = new LinkedHashMap<>();
    addFork(config, blobs, genesis, "shanghai", Optional.empty());
    addFork(config, blobs, genesis, "cancun", Optional.of(Feature.BLOBS));
    addFork(config, blobs, genesis, "prague", Optional.of(Feature.REQUESTS));
    addFork(config, blobs, genesis, "osaka", Optional.of(Feature.BLOCK_SIZE_LIMIT));
    config.put("blobSchedule", blobs);
    if (!genesis.feeMarket().equals(FeeMarket.STANDARD)) {
      config.put("feeMarket", feeMarket(genesis.feeMarket()));
    }
    genesis.depositContract().ifPresent(a -> config.put("depositContractAddress", a.toString()));
    return config;
  }

  /** A fork begins where the schedule first has the feature it brought. */
  private static void addFork(
      Map<String, Object> config,
      Map<String, Object> blobs,
      Genesis genesis,
      String name,
      Optional<Feature> feature) {
    genesis.forks().forksByTimestamp().entrySet().stream()
        .filter(e -> feature.isEmpty() || e.getValue().has(feature.get()))
        .findFirst()
        .ifPresent(e -> {
          config.put(name + "Time", e.getKey());
          if (e.getValue().has(Feature.BLOBS) && feature.isPresent()) {
            blobs.put(name, blobSchedule(e.getValue()));
          }
        });
  }

  private static Map<String, Object> blobSchedule(Fork fork) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("target", fork.blobs().target());
    json.put("max", fork.blobs().max());
    json.put("baseFeeUpdateFraction", fork.blobs().baseFeeUpdateFraction());
    return json;
  }

  private static Map<String, Object> feeMarket(FeeMarket market) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("elasticity", market.elasticity());
    json.put("changeDenominator", market.changeDenominator());
    json.put("minimum", market.minimum().toQuantity());
    return json;
  }

  private static Map<String, Object> account(GenesisAccount account) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("nonce", hex(account.nonce()));
    json.put("balance", account.balance().toQuantity());
    if (!account.code().isEmpty()) {
      json.put("code", account.code().toString());
    }
    if (!account.storage().isEmpty()) {
      Map<String, Object> storage = new LinkedHashMap<>();
      account
          .storage()
          .forEach((slot, value) ->
              storage.put(
                  metro.ethereum.Hex.encode(slot.toBytes()),
                  metro.ethereum.Hex.encode(value.toBytes())));
      json.put("storage", storage);
    }
    return json;
  }

  private static String hex(long value) {
    return "0x" + Long.toHexString(value);
  }
}
