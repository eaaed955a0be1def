package metro.rollup.mirror;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import metro.ethereum.Hash;
import metro.evm.chain.Heads;
import metro.evm.store.BlockRef;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Where a client stands and where it is told to stand. One thread. */
final class EngineHeads {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final EngineConnection engine;
  private final BlockSource chain;

  /** Head, safe and finalized as last told and accepted. */
  private List<Hash> told = List.of();

  EngineHeads(EngineConnection engine, BlockSource chain) {
    this.engine = engine;
    this.chain = chain;
  }

  /** The client may have started again and know nothing of what it was told. */
  void forget() {
    told = List.of();
  }

  /**
   * The newest block that the client's chain and ours share.
   *
   * @throws IOException when the client does not answer or is on another chain
   */
  BlockRef locate() throws IOException, InterruptedException {
    forget();
    BlockRef latest =
        clientBlock("latest").orElseThrow(() -> new IOException("the client has no latest block"));
    requireSameGenesis();
    long low = 0;
    long high = Math.min(latest.number(), chain.heads().latest().number());
    if (isShared(high)) {
      low = high;
    }
    while (low < high) {
      long middle = low + (high - low + 1) / 2;
      if (isShared(middle)) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return new BlockRef(low, ours(low));
  }

  private void requireSameGenesis() throws IOException, InterruptedException {
    Optional<Hash> theirs = clientBlock(PayloadJson.quantity(0)).map(BlockRef::hash);
    if (!theirs.equals(chain.hash(0))) {
      throw new IOException(
          "the client's genesis block is "
              + theirs.map(Hash::toString).orElse("not there")
              + ", the chain's is "
              + ours(0)
              + ": start it with the rollup's genesis file");
    }
  }

  private boolean isShared(long number) throws IOException, InterruptedException {
    Optional<Hash> theirs = clientBlock(PayloadJson.quantity(number)).map(BlockRef::hash);
    return theirs.isPresent() && theirs.equals(chain.hash(number));
  }

  private Hash ours(long number) throws IOException {
    return chain
        .hash(number)
        .orElseThrow(() -> new IOException("block " + number + " was taken back meanwhile"));
  }

  private Optional<BlockRef> clientBlock(String tag) throws IOException, InterruptedException {
    JsonNode block =
        engine.call("eth_getBlockByNumber", NODES.stringNode(tag), NODES.booleanNode(false));
    if (!block.isObject()) {
      return Optional.empty();
    }
    try {
      long number = Long.parseUnsignedLong(block.path("number").asString("").substring(2), 16);
      return Optional.of(new BlockRef(number, Hash.fromHex(block.path("hash").asString(""))));
    } catch (IllegalArgumentException | StringIndexOutOfBoundsException e) {
      throw new IOException("the client's block " + tag + " has no number and hash", e);
    }
  }

  /**
   * Makes {@code head}, a block of the chain, the client's head, and moves its tags as far as it
   * has them.
   */
  PayloadStatus tell(BlockRef head, Heads heads) throws IOException, InterruptedException {
    Optional<Hash> safe = heads.safe().map(tag -> below(head, tag));
    Optional<Hash> finalized = heads.finalized().map(tag -> below(head, tag));
    List<Hash> wanted = List.of(head.hash(), safe.orElse(Hash.ZERO), finalized.orElse(Hash.ZERO));
    if (wanted.equals(told)) {
      return new PayloadStatus.Valid();
    }
    JsonNode answer =
        engine.call(
            "engine_forkchoiceUpdatedV3",
            PayloadJson.forkchoice(head.hash(), safe, finalized),
            NODES.nullNode());
    PayloadStatus status = PayloadStatus.of(answer.path("payloadStatus"));
    if (status instanceof PayloadStatus.Valid) {
      told = wanted;
    }
    return status;
  }

  /** A client that is behind the tag has only blocks that the tag covers. */
  private static Hash below(BlockRef head, BlockRef tag) {
    return tag.number() < head.number() ? tag.hash() : head.hash();
  }
}
