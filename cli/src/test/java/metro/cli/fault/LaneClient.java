package metro.cli.fault;

import com.google.protobuf.ByteString;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.FeeMarketTransaction;
import metro.ethereum.Hash;
import metro.ethereum.Keccak;
import metro.ethereum.Secp256k1;
import metro.ethereum.TransactionSigner;
import metro.ethereum.UInt256;
import metro.state.RollupId;
import metro.wire.GetStatusRequest;
import metro.wire.Ordered;
import metro.wire.SequencerGrpc;
import metro.wire.SubmitReply;
import metro.wire.SubmitRequest;
import metro.wire.TransactionStatus;

/**
 * Somebody who sends one transaction after the other and does not give up on one before a member
 * acknowledged it: whatever goes wrong, he sends the same bytes to another member.
 */
final class LaneClient implements Runnable, AutoCloseable {
  private static final Address SOMEBODY =
      Address.fromHex("0x00000000000000000000000000000000000000aa");
  private static final long DEADLINE_MS = 5_000;
  private static final long RETRY_NANOS = 20_000_000;
  private static final int KEYS_FROM = 5_000;

  private final TransactionSigner signer;
  private final List<ManagedChannel> channels = new ArrayList<>();
  private final LongConsumer onAcknowledged;
  private final Map<Hash, Ordered> acknowledged = new HashMap<>();
  private int member;
  private volatile boolean stopped;

  /** Client {@code number}; tells the nanosecond of each acknowledgement. */
  LaneClient(int number, List<String> members, LongConsumer onAcknowledged) {
    this.signer = new TransactionSigner(Secp256k1.fastest(), key(number));
    this.member = number % members.size();
    this.onAcknowledged = onAcknowledged;
    for (String address : members) {
      channels.add(Grpc.newChannelBuilder(address, InsecureChannelCredentials.create()).build());
    }
  }

  static Address address(int number) {
    return new TransactionSigner(Secp256k1.fastest(), key(number)).address();
  }

  private static byte[] key(int number) {
    return ByteBuffer.allocate(32).putInt(28, KEYS_FROM + number).array();
  }

  @Override
  public void run() {
    for (long nonce = 0; !stopped; nonce++) {
      send(transaction(nonce));
    }
  }

  /** Ends after the transaction in hand. */
  void stop() {
    stopped = true;
  }

  /** What was acknowledged, by transaction id. Read it after {@link #run} has ended. */
  Map<Hash, Ordered> acknowledged() {
    return acknowledged;
  }

  private void send(Bytes raw) {
    Hash id = Hash.of(Keccak.keccak256(raw.arrayForReading()));
    while (true) {
      Optional<Ordered> ordered = submit(raw).or(() -> look(id));
      if (ordered.isPresent()) {
        onAcknowledged.accept(System.nanoTime());
        acknowledged.put(id, ordered.get());
        return;
      }
      member = (member + 1) % channels.size();
      LockSupport.parkNanos(RETRY_NANOS);
    }
  }

  private Optional<Ordered> submit(Bytes raw) {
    try {
      SubmitReply reply =
          stub()
              .submit(
                  SubmitRequest.newBuilder()
                      .setRaw(ByteString.copyFrom(raw.arrayForReading()))
                      .build());
      return reply.hasOrdered() ? Optional.of(reply.getOrdered()) : Optional.empty();
    } catch (StatusRuntimeException e) {
      return Optional.empty();
    }
  }

  /** An acknowledgement that was lost on its way. */
  private Optional<Ordered> look(Hash id) {
    try {
      TransactionStatus status =
          stub()
              .getStatus(
                  GetStatusRequest.newBuilder().setTxHash(ByteString.copyFrom(id.bytes())).build());
      return status.hasOrdered() ? Optional.of(status.getOrdered()) : Optional.empty();
    } catch (StatusRuntimeException e) {
      return Optional.empty();
    }
  }

  private SequencerGrpc.SequencerBlockingStub stub() {
    return SequencerGrpc.newBlockingStub(channels.get(member))
        .withDeadlineAfter(DEADLINE_MS, TimeUnit.MILLISECONDS);
  }

  private Bytes transaction(long nonce) {
    RollupId rollup = ProcessCommittee.ROLLUP;
    return Bytes.wrap(
        signer
            .sign(
                new FeeMarketTransaction(
                    rollup.chainId(),
                    nonce,
                    UInt256.ONE,
                    UInt256.of(1_000_000_000),
                    21_000,
                    Optional.of(SOMEBODY),
                    UInt256.of(nonce),
                    Bytes.EMPTY,
                    List.of(),
                    TransactionSigner.unsigned()))
            .encode());
  }

  @Override
  public void close() {
    channels.forEach(ManagedChannel::shutdownNow);
  }
}
