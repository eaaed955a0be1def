package metro.node.rpc;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import metro.jsonrpc.MethodTable;
import metro.jsonrpc.Params;
import metro.jsonrpc.Subscriptions;
import metro.node.chain.Chain;
import metro.node.chain.ChainListener;
import metro.state.Block;
import metro.state.Outcome;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code eth_subscribe("newHeads")} on the committee's own chain: one listener for all subscribers.
 * A subscriber that falls behind is cut off by its connection; blocks left out by a gap are not
 * told later.
 */
final class NewHeads implements AutoCloseable {
  private static final int ID_BYTES = 16;

  private final NativeBlocks blocks;
  private final SecureRandom random = new SecureRandom();
  private final Set<Subscriptions.Sink> sinks = ConcurrentHashMap.newKeySet();
  private final Subscriptions subscriptions = new Subscriptions(this::freshId);
  private final Chain.Registration registration;

  NewHeads(Chain chain, NativeBlocks blocks) {
    this.blocks = blocks;
    subscriptions.kind("newHeads", this::subscribe);
    this.registration =
        chain.addListener(
            new ChainListener() {
              @Override
              public void onBlock(Block block, List<Outcome> outcomes) {
                tell(block);
              }
            });
  }

  void registerIn(MethodTable table) {
    subscriptions.registerIn(table);
  }

  private Runnable subscribe(Params params, Subscriptions.Sink sink) {
    sinks.add(sink);
    return () -> sinks.remove(sink);
  }

  private void tell(Block block) {
    if (!sinks.isEmpty()) {
      ObjectNode head = blocks.head(block.header());
      sinks.removeIf(sink -> !sink.send(head));
    }
  }

  private String freshId() {
    byte[] id = new byte[ID_BYTES];
    random.nextBytes(id);
    return "0x" + HexFormat.of().formatHex(id);
  }

  @Override
  public void close() {
    registration.close();
  }
}
