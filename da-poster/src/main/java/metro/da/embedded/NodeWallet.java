package metro.da.embedded;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import metro.da.celestia.Bech32;
import metro.da.celestia.BlobTx;
import metro.da.celestia.CelestiaKey;
import metro.da.celestia.CelestiaTx;
import metro.ethereum.Address;

/** The node's own keys: signs what comes over JSON-RPC. */
final class NodeWallet {
  private final String chainId;
  private final Map<Address, CelestiaKey> keys = new LinkedHashMap<>();
  private final CelestiaKey first;

  NodeWallet(String chainId, List<CelestiaKey> keys) {
    this.chainId = chainId;
    this.first = keys.getFirst();
    keys.forEach(key -> this.keys.put(key.address(), key));
  }

  /** Who pays where nobody is named. */
  Address defaultAddress() {
    return first.address();
  }

  /** The key of {@code wanted}, of the first account when nobody is wanted. */
  CelestiaKey key(Optional<Address> wanted) throws RefusedException {
    CelestiaKey key = wanted.isEmpty() ? first : keys.get(wanted.get());
    if (key == null) {
      throw RefusedException.sdk(
          22,
          "key with address %s not found: key not found"
              .formatted(Bech32.encode(wanted.orElseThrow())));
    }
    return key;
  }

  /** A transaction signed for its account's number. */
  PayTx sign(CelestiaKey key, CelestiaTx tx, Account account) throws RefusedException {
    return PayTx.decode(new BlobTx(tx.sign(key, chainId, account.number()), tx.blobs()).encode());
  }
}
