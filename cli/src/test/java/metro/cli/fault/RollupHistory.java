package metro.cli.fault;

import com.google.protobuf.ByteString;
import io.grpc.Context;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import metro.ethereum.Hash;
import metro.ethereum.Keccak;
import metro.wire.FollowBlock;
import metro.wire.FollowRequest;
import metro.wire.FollowUpdate;
import metro.wire.GetCommitteeRequest;
import metro.wire.Ordered;
import metro.wire.RollupInfo;
import metro.wire.SequencerGrpc;

/**
 * All of a rollup's transactions as one member tells them, or as they stand on the DA layer.
 *
 * @param ids in order
 * @param places for each, as (number, index); more than one when it stands there more than once
 */
record RollupHistory(List<Hash> ids, Map<Hash, List<Place>> places) {
  /** Where a transaction stands in the rollup's chain. */
  record Place(long number, int index) {}

  /** Without any yet. */
  static RollupHistory empty() {
    return new RollupHistory(new ArrayList<>(), new HashMap<>());
  }

  /** Reads the whole history from the member at {@code address}. */
  static RollupHistory of(String address) {
    ManagedChannel channel =
        Grpc.newChannelBuilder(address, InsecureChannelCredentials.create()).build();
    Context.CancellableContext context = Context.current().withCancellation();
    Context outer = context.attach();
    try {
      RollupHistory history = empty();
      long last = newestNumber(channel);
      Iterator<FollowUpdate> updates =
          SequencerGrpc.newBlockingStub(channel)
              .follow(
                  FollowRequest.newBuilder()
                      .setRollup(ProcessCommittee.ROLLUP.chainId())
                      .setFromNumber(1)
                      .build());
      for (long number = 0; number < last; ) {
        FollowUpdate update = updates.next();
        if (update.hasBlock()) {
          number = update.getBlock().getNumber();
          history.add(number, transactions(update.getBlock()));
        }
      }
      return history;
    } finally {
      context.detach(outer);
      context.cancel(null);
      channel.shutdownNow();
    }
  }

  /** Acknowledged transactions that are not there exactly once, at the place they were told. */
  List<String> broken(Map<Hash, Ordered> acknowledged) {
    List<String> out = new ArrayList<>();
    acknowledged.forEach((id, ordered) -> {
      Place told = new Place(ordered.getRollupNumber(), ordered.getRollupIndex());
      List<Place> found = places.getOrDefault(id, List.of());
      if (!found.equals(List.of(told))) {
        out.add(id + " acknowledged at " + told + ", found at " + found);
      }
    });
    return out;
  }

  /** Transactions that stand there more than once. */
  List<Hash> twice() {
    return places.entrySet().stream()
        .filter(e -> e.getValue().size() > 1)
        .map(Map.Entry::getKey)
        .toList();
  }

  private static long newestNumber(ManagedChannel channel) {
    return SequencerGrpc.newBlockingStub(channel)
        .getCommittee(GetCommitteeRequest.getDefaultInstance())
        .getRollupsList()
        .stream()
        .filter(r -> r.getChainId() == ProcessCommittee.ROLLUP.chainId())
        .mapToLong(RollupInfo::getNumber)
        .findFirst()
        .orElseThrow();
  }

  private static List<byte[]> transactions(FollowBlock block) {
    return block.getTransactionsList().stream().map(ByteString::toByteArray).toList();
  }

  /** The next block. */
  void add(long number, List<byte[]> transactions) {
    for (int i = 0; i < transactions.size(); i++) {
      Hash id = Hash.of(Keccak.keccak256(transactions.get(i)));
      ids.add(id);
      places.computeIfAbsent(id, k -> new ArrayList<>()).add(new Place(number, i));
    }
  }
}
