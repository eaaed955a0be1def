package metro.node;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import metro.node.member.MembershipClient;
import metro.node.member.PeerChannels;
import metro.node.tls.MemberTls;
import metro.soft.FileGuardStore;
import metro.soft.GuardRecord;
import metro.soft.MemberSigner;
import metro.soft.SigningGuard;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a member that lost its disk comes back under its own name: the others take it out of the
 * log's configuration, it begins with nothing, and they take it in again when it has caught up.
 * Between the two its vote counts for nothing, so nothing it forgot can count twice.
 */
public final class Rejoining implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Rejoining.class);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final NodeConfig config;
  private final MemberHome home;
  private final MembershipClient client;
  private final SigningGuard guard;
  private final Thread thread = Thread.ofVirtual().name("rejoining").unstarted(this::joinUntilDone);

  /** For a member whose directories {@link #prepare} has made. */
  Rejoining(NodeConfig config, MemberHome home, PeerChannels channels, SigningGuard guard) {
    this.config = config;
    this.home = home;
    this.client = new MembershipClient(channels);
    this.guard = guard;
  }

  /**
   * What {@code metro rejoin} does: takes the member out and makes its directories.
   *
   * @return the height above which it will sign
   * @throws IOException saying what stands in the way; the command may be repeated
   */
  public static long prepare(NodeConfig config, MemberSigner signer) throws IOException {
    return prepare(config, signer, PATIENCE);
  }

  static long prepare(NodeConfig config, MemberSigner signer, Duration patience)
      throws IOException {
    if (config.peers().size() == 1) {
      throw new IOException("a committee of one member has nobody to get its log back from");
    }
    MemberTls tls = MemberTls.load(config.tls());
    SequencerNode.requireOwn(config, tls, signer);
    MemberHome.requireNothing(config.dataDirectory());
    try (FileGuardStore store = FileGuardStore.open(config.guardDirectory());
        PeerChannels channels = new PeerChannels(tls, config.memberAddresses())) {
      SigningGuard guard = SigningGuard.open(signer, store, false);
      leave(config, new MembershipClient(channels), guard, patience);
      MemberHome.createToRejoin(
          config.dataDirectory(), config.guardDirectory(), new SecureRandom());
      return guard.height();
    }
  }

  /**
   * Before the log is made: takes the member out, again if need be. An earlier attempt may have got
   * as far as counting, and what it has on disk is thrown away.
   */
  void leave() throws IOException {
    leave(config, client, guard, PATIENCE);
  }

  /** After the log was started: asks to be taken in until it is done. */
  void start() {
    thread.start();
  }

  @Override
  public void close() {
    thread.interrupt();
  }

  private static void leave(
      NodeConfig config, MembershipClient client, SigningGuard guard, Duration patience)
      throws IOException {
    long height = client.leave(patience);
    long epoch = config.genesis().committee().epoch();
    guard.beginAbove(new GuardRecord.Floor(config.committee(), epoch, height));
    LOG.info("out of the log's configuration; signs above height {} only", guard.height());
  }

  private void joinUntilDone() {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        client.join(PATIENCE);
        home.ran();
        LOG.info("member {} is in the log's configuration again", config.member());
        return;
      } catch (IOException e) {
        if (!Thread.currentThread().isInterrupted()) {
          LOG.warn("not in the log's configuration yet, trying again: {}", e.getMessage());
        }
      }
    }
  }
}
