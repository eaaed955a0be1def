package metro.da.eip4844;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import metro.da.Blob;
import metro.da.DaException;
import metro.da.celestia.JsonFields;
import metro.da.celestia.Namespace;
import metro.da.http.Deadline;
import metro.ethereum.Address;
import metro.ethereum.BlobTransaction;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.ethereum.Secp256k1;
import metro.ethereum.Transaction;
import metro.state.MalformedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * What blocks hold for the inbox, proven against a header: all transactions under its root, every
 * blob under the commitment its transaction names. What is no packed submission is passed over:
 * anybody may send blobs there.
 */
final class Inbox {
  private static final Logger LOG = LoggerFactory.getLogger(Inbox.class);
  private static final int MAX_TRANSACTIONS = 1 << 17;
  private static final int CACHED_BLOCKS = 32;

  private final ExecutionClient execution;
  private final BeaconClient beacon;
  private final Address inbox;
  private final Duration retention;
  private final Map<Hash, List<Blob>> cache =
      new LinkedHashMap<>(CACHED_BLOCKS, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Hash, List<Blob>> eldest) {
          return size() > CACHED_BLOCKS;
        }
      };

  Inbox(ExecutionClient execution, BeaconClient beacon, Address inbox, Duration retention) {
    this.execution = execution;
    this.beacon = beacon;
    this.inbox = inbox;
    this.retention = retention;
  }

  /**
   * All blobs of a namespace in a block, in the order of the chain, signed by who paid.
   *
   * @param now time of a newer block: tells blobs that are kept no more from missing ones
   */
  List<Blob> read(Eip4844Header header, Namespace namespace, Instant now, Deadline deadline)
      throws DaException {
    if (header.blobGasUsed() == 0) {
      return List.of();
    }
    Optional<List<Blob>> known = cached(header.hash());
    List<Blob> all = known.isPresent() ? known.get() : all(header, now, deadline);
    remember(header.hash(), all);
    return all.stream().filter(blob -> blob.namespace().equals(namespace)).toList();
  }

  private Optional<List<Blob>> cached(Hash block) {
    synchronized (cache) {
      return Optional.ofNullable(cache.get(block));
    }
  }

  private void remember(Hash block, List<Blob> blobs) {
    synchronized (cache) {
      cache.put(block, blobs);
    }
  }

  private List<Blob> all(Eip4844Header header, Instant now, Deadline deadline) throws DaException {
    List<BlobTransaction> mine = new ArrayList<>();
    for (Transaction transaction : transactions(header, deadline)) {
      if (transaction instanceof BlobTransaction blob && blob.receiver().equals(inbox)) {
        mine.add(blob);
      }
    }
    if (mine.isEmpty()) {
      return List.of();
    }
    Map<Hash, Bytes> blobs = blobs(header, mine, now, deadline);
    List<Blob> out = new ArrayList<>();
    for (BlobTransaction transaction : mine) {
      sender(transaction).ifPresent(who -> out.addAll(unpack(header, transaction, who, blobs)));
    }
    return out;
  }

  private List<Transaction> transactions(Eip4844Header header, Deadline deadline)
      throws DaException {
    JsonNode block = execution.block(header.hash(), deadline.left());
    try {
      List<Transaction> transactions = new ArrayList<>();
      List<byte[]> leaves =
          JsonFields.list(
              block,
              "transactions",
              MAX_TRANSACTIONS,
              json -> {
                Transaction transaction = BlockTransactions.read(json);
                transactions.add(transaction);
                return BlockTransactions.leaf(json, transaction);
              });
      Hash root = TransactionsRoot.of(leaves);
      if (!root.equals(header.transactionsRoot())) {
        throw DaException.unproven(
            "the transactions of block " + header.height() + " are not those of its header");
      }
      return transactions;
    } catch (IllegalArgumentException e) {
      throw new DaException(
          DaException.Kind.BAD_ANSWER, "block " + header.height() + ": " + e.getMessage(), e);
    }
  }

  private static Optional<Address> sender(BlobTransaction transaction) {
    return Secp256k1.fastest()
        .recover(transaction.signingHash().bytes(), transaction.signature())
        .map(Address::ofPublicKey);
  }

  private Map<Hash, Bytes> blobs(
      Eip4844Header header, List<BlobTransaction> transactions, Instant now, Deadline deadline)
      throws DaException {
    List<Hash> wanted =
        transactions.stream().flatMap(t -> t.blobHashes().stream()).distinct().toList();
    Map<Hash, Bytes> found = new HashMap<>();
    boolean isForeign = false;
    for (Bytes blob : beacon.blobs(header, wanted, deadline)) {
      Optional<Hash> hash = versionedHash(blob);
      isForeign |= hash.filter(wanted::contains).isEmpty();
      hash.ifPresent(h -> found.put(h, blob));
    }
    if (found.keySet().containsAll(wanted)) {
      return found;
    }
    throw missing(header, now, isForeign);
  }

  private DaException missing(Eip4844Header header, Instant now, boolean isForeign) {
    if (header.time().plus(retention).isBefore(now)) {
      return new DaException(
          DaException.Kind.PRUNED, "the beacon node keeps block " + header.height() + " no more");
    }
    return isForeign
        ? DaException.unproven(
            "the beacon node's blobs of block " + header.height() + " have other commitments")
        : new DaException(
            DaException.Kind.UNAVAILABLE,
            "the beacon node lacks blobs of block " + header.height() + ": does it keep all?");
  }

  private static Optional<Hash> versionedHash(Bytes blob) {
    if (blob.length() != Kzg.BLOB_BYTES) {
      return Optional.empty();
    }
    try {
      return Optional.of(Kzg.versionedHash(Kzg.commitment(blob.arrayForReading())));
    } catch (RuntimeException e) {
      LOG.debug("a field element is out of range: {}", e.getMessage());
      return Optional.empty();
    }
  }

  private static List<Blob> unpack(
      Eip4844Header header, BlobTransaction transaction, Address sender, Map<Hash, Bytes> blobs) {
    List<byte[]> raw =
        transaction.blobHashes().stream()
            .map(hash -> Objects.requireNonNull(blobs.get(hash)).arrayForReading())
            .toList();
    try {
      return PackedBlobs.unpack(raw).stream()
          .map(entry -> Blob.signed(entry.namespace(), sender, entry.data()))
          .toList();
    } catch (MalformedException e) {
      LOG.debug("block {}: {} sent something else: {}", header.height(), sender, e.getMessage());
      return List.of();
    }
  }
}
