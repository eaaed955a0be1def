package metro.da.embedded;

import java.math.BigDecimal;
import java.util.List;
import metro.da.Blob;
import metro.da.celestia.Bech32;
import metro.da.celestia.CelestiaKey;
import metro.da.celestia.Gas;
import metro.da.celestia.Share;
import metro.ethereum.Bytes;

/**
 * What a transaction must fulfil before it runs, in celestia-app's order and words. Passing them
 * pays the fee and takes the sequence. Gas for the store, which the network counts too, is part of
 * the fixed amount in {@link Gas#estimate}.
 */
final class AnteRules {
  private static final long GAS_PER_SHARE = 8L * Share.SIZE;

  private final String chainId;
  private final BigDecimal minUtiaPerGas;

  AnteRules(String chainId, BigDecimal minUtiaPerGas) {
    this.chainId = chainId;
    this.minUtiaPerGas = minUtiaPerGas;
  }

  /**
   * Checks {@code tx} at {@code height} and changes its account in {@code accounts}.
   *
   * @param height the newest block for a check, the block's own for inclusion
   */
  void pass(PayTx tx, long height, AccountView accounts) throws RefusedException {
    requireInTime(tx, height);
    requireFee(tx);
    Account account =
        accounts
            .find(tx.signer())
            .orElseThrow(() ->
                RefusedException.sdk(
                    9,
                    "fee payer address: %s does not exist: unknown address"
                        .formatted(Bech32.encode(tx.signer()))));
    requireFunds(tx, account);
    Bytes key = publicKey(tx, account);
    requireSequence(tx, account);
    requireSignature(tx, account, key);
    requireGas(tx);
    accounts.put(tx.signer(), account.paying(tx.feeUtia(), key));
  }

  private static void requireInTime(PayTx tx, long height) throws RefusedException {
    if (tx.timeoutHeight() != 0 && Long.compareUnsigned(height, tx.timeoutHeight()) > 0) {
      throw RefusedException.sdk(
          30,
          "block height: %d, timeout height: %s: tx timeout height"
              .formatted(height, Long.toUnsignedString(tx.timeoutHeight())));
    }
  }

  private void requireFee(PayTx tx) throws RefusedException {
    long required = Gas.feeUtia(Math.max(0, tx.gas()), minUtiaPerGas);
    if (tx.feeUtia() < required) {
      throw RefusedException.sdk(
          13,
          "insufficient fees; got: %dutia required: %dutia: insufficient fee"
              .formatted(tx.feeUtia(), required));
    }
  }

  private static void requireFunds(PayTx tx, Account account) throws RefusedException {
    if (account.balanceUtia() < tx.feeUtia()) {
      throw RefusedException.sdk(
          5,
          "spendable balance %dutia is smaller than %dutia: insufficient funds: insufficient funds"
              .formatted(account.balanceUtia(), tx.feeUtia()));
    }
  }

  private static Bytes publicKey(PayTx tx, Account account) throws RefusedException {
    Bytes key = account.publicKey().isEmpty() ? tx.publicKey() : account.publicKey();
    if (key.isEmpty()) {
      throw RefusedException.sdk(8, "account has no public key: invalid pubkey");
    }
    if (!CelestiaKey.addressOf(key).equals(tx.signer())) {
      throw RefusedException.sdk(
          8,
          "pubKey does not match signer address %s with signer index: 0: invalid pubkey"
              .formatted(Bech32.encode(tx.signer())));
    }
    return key;
  }

  private static void requireSequence(PayTx tx, Account account) throws RefusedException {
    if (tx.sequence() != account.sequence()) {
      throw sequenceMismatch(account.sequence(), tx.sequence());
    }
  }

  static RefusedException sequenceMismatch(long expected, long got) {
    return RefusedException.sdk(
        32,
        "account sequence mismatch, expected %s, got %s: incorrect account sequence"
            .formatted(Long.toUnsignedString(expected), Long.toUnsignedString(got)));
  }

  private void requireSignature(PayTx tx, Account account, Bytes key) throws RefusedException {
    byte[] digest = tx.signingHash(chainId, account.number());
    if (!CelestiaKey.verify(key, digest, tx.signature().toByteArray())) {
      throw RefusedException.sdk(
          4,
          "signature verification failed; please verify account number (%d), sequence (%d) and chain-id (%s): unauthorized"
              .formatted(account.number(), account.sequence(), chainId));
    }
  }

  /** What is left of the limit after everything else must pay for the shares. */
  private static void requireGas(PayTx tx) throws RefusedException {
    List<Blob> blobs = tx.blobTx().blobs();
    long needed = blobs.stream().mapToLong(Blob::shareCount).sum() * GAS_PER_SHARE;
    long left = tx.gas() - (Gas.estimate(blobs) - needed);
    if (left < needed) {
      throw RefusedException.sdk(
          13,
          "not enough gas to pay for blobs (minimum: %d, got: %d): insufficient fee"
              .formatted(needed, Math.max(0, left)));
    }
  }
}
