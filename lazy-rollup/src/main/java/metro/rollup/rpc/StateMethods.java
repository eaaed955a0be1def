package metro.rollup.rpc;

import java.util.ArrayList;
import java.util.List;
import metro.ethereum.Address;
import metro.ethereum.Hash;
import metro.ethereum.Hex;
import metro.ethereum.UInt256;
import metro.evm.state.Account;
import metro.evm.store.PrunedStateException;
import metro.evm.trie.AccountProof;
import metro.evm.trie.Trie;
import metro.jsonrpc.Json;
import metro.jsonrpc.MethodTable;
import metro.jsonrpc.Param;
import metro.jsonrpc.Params;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Balances, nonces, code, storage and their proofs. */
final class StateMethods {
  private static final int MAX_PROOF_KEYS = 1024;

  private final ChainView view;
  private final SentTransactions sent;

  StateMethods(ChainView view, SentTransactions sent) {
    this.view = view;
    this.sent = sent;
  }

  void register(MethodTable table) {
    table.register("eth_getBalance", c -> balance(c.params()));
    table.register("eth_getTransactionCount", c -> nonce(c.params()));
    table.register("eth_getCode", c -> code(c.params()));
    table.register("eth_getStorageAt", c -> storage(c.params()));
    table.register("eth_getProof", c -> proof(c.params()));
  }

  static Address address(Param param) {
    return Address.of(param.fixedBytes(Address.SIZE));
  }

  private JsonNode balance(Params params) {
    Address address = address(params.at(0, "address"));
    return EthJson.quantity(at(params, 1).account(address).balance());
  }

  /**
   * The account's nonce. For "pending" also what the committee has ordered for this node's callers
   * and the chain has not shown yet; what the chain skipped does not count, so wallets heal.
   */
  private JsonNode nonce(Params params) {
    Address address = address(params.at(0, "address"));
    ChainView.At at = at(params, 1);
    long nonce = at.account(address).nonce();
    return Json.quantity(at.block().isPending() ? sent.nonceAfter(address, nonce) : nonce);
  }

  private JsonNode code(Params params) {
    Address address = address(params.at(0, "address"));
    ChainView.At at = at(params, 1);
    Account account = at.account(address);
    return EthJson.hex(account.hasCode() ? at.state().code(account.codeHash()) : new byte[0]);
  }

  private JsonNode storage(Params params) {
    Address address = address(params.at(0, "address"));
    UInt256 slot = storageKey(params.at(1, "storage key"));
    return EthJson.hex(Hash.of(at(params, 2).state().storage(address, slot).toBytes()));
  }

  /** Up to 32 bytes; geth takes odd and short ones. */
  private static UInt256 storageKey(Param param) {
    String text = param.text();
    String digits = text.startsWith("0x") || text.startsWith("0X") ? text.substring(2) : text;
    if (digits.length() > 64) {
      throw RpcErrors.invalid(
          "storage key too long (want at most 32 bytes): \"" + shortened(text) + "\"");
    }
    try {
      return UInt256.fromBytes(Hex.decode(digits.length() % 2 == 0 ? digits : "0" + digits));
    } catch (IllegalArgumentException e) {
      throw RpcErrors.invalid("invalid hex in storage key: \"" + text + "\"");
    }
  }

  private static String shortened(String text) {
    return text.length() > 200 ? text.substring(0, 200) : text;
  }

  private ChainView.At at(Params params, int index) {
    return view.at(params.at(index, "block"));
  }

  private JsonNode proof(Params params) {
    Address address = address(params.at(0, "address"));
    List<Param> keys =
        params.optional(1, "storage keys").map(p -> p.elements(MAX_PROOF_KEYS)).orElse(List.of());
    List<UInt256> slots = new ArrayList<>();
    keys.forEach(key -> slots.add(storageKey(key)));
    ChainView.Wanted wanted = view.wantedByAny(params.at(2, "block"));
    long number =
        wanted.isPending() ? view.latest() : wanted.number().orElseThrow(RpcErrors::headerNotFound);
    try {
      return proof(view.store().prove(number, address, slots), keys);
    } catch (PrunedStateException e) {
      throw RpcErrors.server(String.valueOf(e.getMessage()));
    }
  }

  private static JsonNode proof(AccountProof proof, List<Param> keys) {
    Account account = proof.account().map(a -> a.account()).orElse(Account.EMPTY);
    Hash storageRoot = proof.account().map(a -> a.storageRoot()).orElse(Trie.EMPTY_ROOT);
    ObjectNode out = Json.object().put("address", proof.address().toString());
    out.set("accountProof", nodes(proof.nodes()));
    out.set("balance", EthJson.quantity(account.balance()));
    out.put("codeHash", account.codeHash().toString());
    out.set("nonce", Json.quantity(account.nonce()));
    out.put("storageHash", storageRoot.toString());
    ArrayNode slots = Json.array();
    for (int i = 0; i < proof.slots().size(); i++) {
      AccountProof.SlotProof slot = proof.slots().get(i);
      ObjectNode json = Json.object().put("key", keys.get(i).text());
      json.set("value", EthJson.quantity(slot.value()));
      json.set("proof", nodes(slot.nodes()));
      slots.add(json);
    }
    out.set("storageProof", slots);
    return out;
  }

  private static ArrayNode nodes(List<byte[]> nodes) {
    ArrayNode out = Json.array();
    nodes.forEach(node -> out.add(EthJson.hex(node)));
    return out;
  }
}
