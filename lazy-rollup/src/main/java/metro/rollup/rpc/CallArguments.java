package metro.rollup.rpc;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import metro.ethereum.AccessListEntry;
import metro.ethereum.Address;
import metro.ethereum.Authorization;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.ethereum.Signature;
import metro.ethereum.UInt256;
import metro.evm.CallRequest;
import metro.jsonrpc.Param;

/** Reads the transaction object of eth_call, eth_estimateGas and eth_createAccessList. */
final class CallArguments {
  private static final int MAX_DATA_BYTES = 1024 * 1024;
  private static final int MAX_LIST = 4096;

  private CallArguments() {}

  /**
   * The request.
   *
   * @param gasCap the highest gas limit a caller gets, and what it gets when it names none
   */
  static CallRequest read(Param param, long gasCap) {
    Optional<Param> gas = param.field("gas").ifPresent();
    long limit = gas.map(g -> Math.min(uint64(g), gasCap)).orElse(gasCap);
    return new CallRequest(
        param.field("from").ifPresent().map(StateMethods::address).orElse(Address.ZERO),
        param.field("to").ifPresent().map(StateMethods::address),
        limit,
        price(param),
        param.field("value").ifPresent().map(CallArguments::uint256).orElse(UInt256.ZERO),
        data(param),
        param.field("accessList").ifPresent().map(CallArguments::accessList).orElse(List.of()),
        param
            .field("authorizationList")
            .ifPresent()
            .map(CallArguments::authorizations)
            .orElse(List.of()));
  }

  private static long uint64(Param param) {
    UInt256 value = UInt256.of(param.bigQuantity(64));
    return value.toLongSaturated();
  }

  static UInt256 uint256(Param param) {
    return UInt256.of(param.bigQuantity(256));
  }

  private static UInt256 price(Param param) {
    Optional<Param> gasPrice = param.field("gasPrice").ifPresent();
    Optional<Param> feeCap = param.field("maxFeePerGas").ifPresent();
    if (gasPrice.isPresent() && feeCap.isPresent()) {
      throw RpcErrors.server("both gasPrice and (maxFeePerGas or maxPriorityFeePerGas) specified");
    }
    return gasPrice.or(() -> feeCap).map(CallArguments::uint256).orElse(UInt256.ZERO);
  }

  private static Bytes data(Param param) {
    Optional<Bytes> input = param.field("input").ifPresent().map(CallArguments::bytes);
    Optional<Bytes> data = param.field("data").ifPresent().map(CallArguments::bytes);
    if (input.isPresent() && data.isPresent() && !input.equals(data)) {
      throw RpcErrors.server(
          "both \"data\" and \"input\" are set and not equal. Please use \"input\" to pass"
              + " transaction call data");
    }
    return input.or(() -> data).orElse(Bytes.EMPTY);
  }

  static Bytes bytes(Param param) {
    return Bytes.wrap(param.bytes(MAX_DATA_BYTES));
  }

  static Hash word(Param param) {
    return Hash.of(param.fixedBytes(Hash.SIZE));
  }

  private static List<AccessListEntry> accessList(Param param) {
    List<AccessListEntry> out = new ArrayList<>();
    for (Param entry : param.elements(MAX_LIST)) {
      List<Hash> keys =
          entry
              .field("storageKeys")
              .ifPresent()
              .map(p -> p.elements(MAX_LIST).stream().map(CallArguments::word).toList())
              .orElse(List.of());
      out.add(new AccessListEntry(StateMethods.address(entry.field("address")), keys));
    }
    return out;
  }

  private static List<Authorization> authorizations(Param param) {
    List<Authorization> out = new ArrayList<>();
    for (Param entry : param.elements(MAX_LIST)) {
      int parity = (int) entry.field("yParity").bigQuantity(8).longValue();
      Signature signature =
          new Signature(parity, uint256(entry.field("r")), uint256(entry.field("s")));
      out.add(
          new Authorization(
              uint256(entry.field("chainId")),
              StateMethods.address(entry.field("address")),
              entry.field("nonce").bigQuantity(64).longValue(),
              signature));
    }
    return out;
  }
}
