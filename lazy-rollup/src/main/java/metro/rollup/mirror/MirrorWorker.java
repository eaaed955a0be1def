package metro.rollup.mirror;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import metro.ethereum.Hash;
import metro.evm.block.BlockHeader;
import metro.evm.chain.Heads;
import metro.evm.store.BlockRef;
import metro.evm.store.StoredBlock;
import metro.rollup.Limits;
import metro.rollup.mirror.MirrorStatus.Phase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one client at the chain's head. It holds no block back for the client: whenever there is
 * something to do, it looks where the client is and reads the blocks after that from the store.
 */
final class MirrorWorker implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(MirrorWorker.class);

  private final BlockSource chain;
  private final EngineConnection engine;
  private final EngineHeads clientHeads;
  private final Path faultFolder;
  private final InstantSource clock;

  /** One entry says "look again"; a second one would say no more. */
  private final BlockingQueue<Boolean> wakes = new ArrayBlockingQueue<>(1);

  private volatile MirrorStatus status;

  /** The newest block of the chain that the client has, as far as known. */
  private Optional<BlockRef> position = Optional.empty();

  private Duration backoff = Limits.FIRST_BACKOFF;

  MirrorWorker(BlockSource chain, EngineConnection engine, Path faultFolder, InstantSource clock) {
    this.chain = chain;
    this.engine = engine;
    this.clientHeads = new EngineHeads(engine, chain);
    this.faultFolder = faultFolder;
    this.clock = clock;
    this.status = new MirrorStatus(engine.url(), Phase.CONNECTING, Optional.empty(), "");
  }

  /** Says that the chain moved; never blocks. */
  void wake() {
    wakes.offer(true);
  }

  MirrorStatus status() {
    return status;
  }

  @Override
  public void run() {
    try {
      while (status.phase() != Phase.REFUSED) {
        if (attempt()) {
          backoff = Limits.FIRST_BACKOFF;
          wakes.poll(Limits.MIRROR_LOOK_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        } else {
          pause();
        }
      }
    } catch (InterruptedException e) {
      LOG.debug("mirror {} stops", engine.url());
    }
  }

  private void pause() throws InterruptedException {
    Thread.sleep(backoff);
    Duration doubled = backoff.multipliedBy(2);
    backoff = doubled.compareTo(Limits.LONGEST_BACKOFF) > 0 ? Limits.LONGEST_BACKOFF : doubled;
  }

  /** Whether the client has the head now. */
  private boolean attempt() throws InterruptedException {
    try {
      return follow();
    } catch (IOException e) {
      lost(String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      LOG.error("mirror {}: a fault of this program; the chain is not held up", engine.url(), e);
      lost("fault of this program: " + e);
    }
    return false;
  }

  private void lost(String reason) {
    position = Optional.empty();
    clientHeads.forget();
    show(Phase.UNREACHABLE, status.accepted(), reason);
  }

  private boolean follow() throws IOException, InterruptedException {
    while (status.phase() != Phase.REFUSED) {
      BlockRef from = position();
      Heads heads = chain.heads();
      if (from.number() >= heads.latest().number()) {
        return announce(from, heads);
      }
      Optional<StoredBlock> next = chain.block(from.number() + 1);
      if (next.filter(block -> isOn(block, from)).isEmpty()) {
        position = Optional.empty();
      } else if (!give(next.get())) {
        return false;
      }
    }
    return true;
  }

  private static boolean isOn(StoredBlock block, BlockRef parent) {
    return block.block().header().parentHash().equals(parent.hash());
  }

  /** Where to go on; asked of the client when not known or no longer on the chain. */
  private BlockRef position() throws IOException, InterruptedException {
    Optional<BlockRef> known =
        position.filter(at -> chain.hash(at.number()).equals(Optional.of(at.hash())));
    BlockRef at = known.isPresent() ? known.get() : clientHeads.locate();
    position = Optional.of(at);
    return at;
  }

  /** Gives the client a block; whether to go on. */
  private boolean give(StoredBlock block) throws IOException, InterruptedException {
    BlockRef ref = block.ref();
    PayloadStatus answer =
        PayloadStatus.of(engine.call("engine_newPayloadV4", PayloadJson.newPayload(block)));
    return switch (answer) {
      case PayloadStatus.Valid() -> {
        position = Optional.of(ref);
        boolean last = ref.number() >= chain.heads().latest().number();
        boolean tell = last || ref.number() % Limits.MIRROR_BLOCKS_PER_FORKCHOICE == 0;
        yield !tell || announce(ref, chain.heads());
      }
      // Some clients execute a block only when told that it is the head.
      case PayloadStatus.Unknown unknown -> announce(ref, chain.heads());
      case PayloadStatus.Invalid invalid -> {
        Optional<BlockRef> parent = position;
        boolean stop = refused(ref, block.block().header(), invalid);
        if (parent.isPresent()) {
          leaveAt(parent.get());
        }
        yield stop;
      }
    };
  }

  /** A client that refused a block keeps what it accepted before, as its head. */
  private void leaveAt(BlockRef parent) throws InterruptedException {
    try {
      clientHeads.tell(parent, chain.heads());
      show(Phase.REFUSED, Optional.of(parent), status.text());
    } catch (IOException e) {
      LOG.warn("mirror {} could not be left at block {}", engine.url(), parent.number(), e);
    }
  }

  /** Makes a block the client's head and moves its tags; whether it did. */
  private boolean announce(BlockRef head, Heads heads) throws IOException, InterruptedException {
    return switch (clientHeads.tell(head, heads)) {
      case PayloadStatus.Valid() -> {
        position = Optional.of(head);
        boolean last = head.number() >= heads.latest().number();
        show(last ? Phase.FOLLOWING : Phase.CATCHING_UP, Optional.of(head), "");
        yield true;
      }
      case PayloadStatus.Unknown(String word) -> {
        position = Optional.empty();
        clientHeads.forget();
        String text = "says " + word + " about block " + head.number();
        show(Phase.CATCHING_UP, status.accepted(), text);
        yield false;
      }
      case PayloadStatus.Invalid invalid -> refused(head, header(head), invalid);
    };
  }

  private BlockHeader header(BlockRef ref) throws IOException {
    return chain
        .block(ref.number())
        .filter(block -> block.hash().equals(ref.hash()))
        .map(block -> block.block().header())
        .orElseThrow(() -> new IOException("block " + ref + " was taken back meanwhile"));
  }

  private boolean refused(BlockRef ref, BlockHeader header, PayloadStatus.Invalid answer) {
    MirrorFault fault = MirrorFault.of(engine.url(), ref, header, answer);
    LOG.error(
        "mirror {} STOPS: it {}. One of the two executes wrongly", engine.url(), fault.text());
    fault.store(faultFolder, clock.instant());
    show(Phase.REFUSED, status.accepted(), fault.text());
    return false;
  }

  private void show(Phase phase, Optional<BlockRef> accepted, String text) {
    MirrorStatus before = status;
    status = new MirrorStatus(engine.url(), phase, accepted, text);
    if (before.phase() != phase || !before.text().equals(text)) {
      Hash none = Hash.ZERO;
      LOG.info(
          "mirror {} {} at block {} {} {}",
          engine.url(),
          phase,
          accepted.map(BlockRef::number).orElse(0L),
          accepted.map(BlockRef::hash).orElse(none),
          text);
    }
  }
}
