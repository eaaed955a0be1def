package metro.node.raft;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import metro.node.apply.Applier;
import metro.node.chain.ChainEvents;
import metro.node.chain.ChainListener;
import metro.node.store.Store;
import metro.node.store.StoredChain;
import metro.node.testing.TestCommittee;
import metro.node.tls.MemberTls;
import metro.node.tls.TlsFiles;
import metro.state.Genesis;
import metro.state.Ledger;

/** Log, store and chain of one member in this process, without anything above. */
final class RaftMember implements AutoCloseable {
  final String name;
  final RatisLog log;
  final Store store;
  final StoredChain chain;
  final List<String> fatal = new CopyOnWriteArrayList<>();
  private final ChainEvents events = new ChainEvents();
  private final AtomicInteger gaps = new AtomicInteger();

  private RaftMember(RaftSettings settings, Path home, Genesis genesis) throws IOException {
    this.name = settings.self();
    boolean fresh = !Files.exists(home.resolve("ran"));
    this.store = Store.open(home.resolve("state"), Ledger.genesis(genesis));
    Applier applier = new Applier(store, events);
    this.chain = new StoredChain(store, events);
    this.log =
        new RatisLog(
            settings,
            store,
            applier,
            (what, cause) -> fatal.add(what + ": " + cause),
            fresh ? LogStart.NEW : LogStart.RESUMED);
    Files.writeString(home.resolve("ran"), "");
    chain.addListener(
        new ChainListener() {
          @Override
          public void onGap(long height) {
            gaps.incrementAndGet();
          }
        });
    try {
      log.start();
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  /** How often another's snapshot replaced the store. */
  int installedSnapshots() {
    return gaps.get();
  }

  /** What makes up a committee of such members. */
  record Setting(
      Path root,
      List<RaftSettings.Peer> peers,
      RaftSettings.Timing timing,
      RaftSettings.Retention retention) {

    RaftMember start(String name) {
      try {
        Path home = root.resolve(name);
        RaftSettings settings =
            new RaftSettings(
                TestCommittee.P,
                name,
                peers,
                home.resolve("raft"),
                "127.0.0.1",
                0,
                MemberTls.load(TlsFiles.in(home.resolve("tls"))),
                timing,
                retention);
        return new RaftMember(settings, home, TestCommittee.genesis(peers.size()));
      } catch (IOException e) {
        throw new AssertionError("member " + name + " does not start", e);
      }
    }
  }

  @Override
  public void close() {
    try {
      log.close();
    } catch (IOException e) {
      throw new AssertionError("member " + name + " does not stop", e);
    }
    store.close();
    events.close();
  }
}
