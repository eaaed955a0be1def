package metro.rollup.rpc;

import java.math.BigInteger;
import java.util.Optional;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.ethereum.Secp256k1;
import metro.ethereum.Transaction;
import metro.ethereum.TransactionDecoder;
import metro.evm.state.Account;
import metro.jsonrpc.Json;
import metro.jsonrpc.JsonRpcError;
import metro.jsonrpc.JsonRpcException;
import metro.jsonrpc.MethodTable;
import metro.jsonrpc.Params;
import metro.rollup.soft.CommitteeClient;
import metro.state.Limits;
import metro.state.RejectReason;
import metro.wire.Refusal;
import metro.wire.SubmitReply;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Hands transactions to the committee and answers when they are durable there. What the rollup's
 * own state makes hopeless is refused here, with geth's words: the committee does not execute and
 * would order it only for the rollup to skip it.
 */
final class SendMethods {
  private final ChainView view;
  private final CommitteeClient committee;
  private final SentTransactions sent;
  private final Arrivals arrivals;

  SendMethods(ChainView view, CommitteeClient committee, SentTransactions sent, Arrivals arrivals) {
    this.view = view;
    this.committee = committee;
    this.sent = sent;
    this.arrivals = arrivals;
  }

  void register(MethodTable table) {
    table.register("eth_sendRawTransaction", c -> send(c.params()));
  }

  private JsonNode send(Params params) {
    Bytes raw = Bytes.wrap(params.at(0, "raw transaction").bytes(Limits.MAX_TRANSACTION_BYTES));
    if (!(TransactionDecoder.decode(raw.arrayForReading())
        instanceof TransactionDecoder.Decoded decoded)) {
      return submit(raw);
    }
    Optional<Address> sender = sender(decoded.transaction());
    sender.ifPresent(s -> requireHope(decoded.transaction(), s));
    JsonNode hash = submit(raw);
    sender
        .filter(s -> !isCancellation(decoded.transaction(), s))
        .ifPresent(s -> {
          long nonce = decoded.transaction().nonce();
          Hash id = decoded.hash();
          sent.add(new SentTransactions.Sent(raw, id, s, nonce));
          arrivals.await(id);
        });
    return hash;
  }

  /** A wallet's way to take something back: to itself, without data. It may order nothing. */
  private static boolean isCancellation(Transaction tx, Address sender) {
    return tx.data().isEmpty() && tx.to().filter(sender::equals).isPresent();
  }

  private static Optional<Address> sender(Transaction tx) {
    return tx.signature().isCanonical()
        ? Secp256k1.fastest()
            .recover(tx.signingHash().bytes(), tx.signature())
            .map(Address::ofPublicKey)
        : Optional.empty();
  }

  /** What no later block can mend: a used nonce; and what only a payment could: no funds. */
  private void requireHope(Transaction tx, Address sender) {
    if (tx.chainId().isPresent() && tx.chainId().getAsLong() != view.genesis().chainId()) {
      throw refused(
          RejectReason.UNKNOWN_CHAIN,
          "invalid chain id for signer: have %d want %d"
              .formatted(tx.chainId().getAsLong(), view.genesis().chainId()),
          Optional.empty());
    }
    Account account = view.pendingAt().account(sender);
    if (Long.compareUnsigned(tx.nonce(), account.nonce()) < 0) {
      throw refused(
          RejectReason.NONCE_TOO_LOW,
          "nonce too low: next nonce %s, tx nonce %s"
              .formatted(Long.toUnsignedString(account.nonce()), Long.toUnsignedString(tx.nonce())),
          Optional.of(account.nonce()));
    }
    BigInteger cost =
        tx.maxFeePerGas()
            .toBigInteger()
            .multiply(new BigInteger(Long.toUnsignedString(tx.gasLimit())))
            .add(tx.value().toBigInteger());
    BigInteger balance = account.balance().toBigInteger();
    if (balance.compareTo(cost) < 0) {
      throw refused(
          RejectReason.INSUFFICIENT_FUNDS,
          "insufficient funds for gas * price + value: balance %s, tx cost %s, overshot %s"
              .formatted(balance, cost, cost.subtract(balance)),
          Optional.empty());
    }
  }

  /**
   * The hash of what was ordered; nothing is remembered of a cancellation, which orders nothing.
   */
  private JsonNode submit(Bytes raw) {
    return switch (committee.submit(raw)) {
      case CommitteeClient.Unavailable<SubmitReply>(String reason) ->
          throw refused(
              RejectReason.NOT_LEADER, "sequencer is not reachable: " + reason, Optional.empty());
      case CommitteeClient.Answered<SubmitReply>(SubmitReply reply) -> answer(reply);
    };
  }

  private static JsonNode answer(SubmitReply reply) {
    return switch (reply.getOutcomeCase()) {
      case ORDERED, TOOK_BACK -> EthJson.hex(Hash.of(reply.getTxHash().toByteArray()));
      case REFUSED -> throw refused(reply.getRefused());
      case OUTCOME_NOT_SET ->
          throw RpcErrors.server(
              "timeout: the outcome is unknown, ask metro_getTransactionStatus or send it again");
    };
  }

  private static JsonRpcException refused(Refusal refusal) {
    ObjectNode data = Json.object().put("code", refusal.getCode());
    data.put("expectedNonce", "0x" + Long.toHexString(refusal.getExpectedNonce()));
    data.put("retryAfterMs", refusal.getRetryAfterMs());
    if (!refusal.getDetail().isEmpty()) {
      data.put("detail", refusal.getDetail());
    }
    return JsonRpcError.of(JsonRpcError.SERVER_ERROR, refusal.getText(), data).toException();
  }

  private static JsonRpcException refused(
      RejectReason reason, String text, Optional<Long> expectedNonce) {
    ObjectNode data = Json.object().put("code", reason.code());
    expectedNonce.ifPresent(n -> data.put("expectedNonce", "0x" + Long.toHexString(n)));
    return JsonRpcError.of(JsonRpcError.SERVER_ERROR, text, data).toException();
  }
}
