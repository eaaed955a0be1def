package metro.node.raft;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import metro.state.Limits;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.util.SizeInBytes;
import org.apache.ratis.util.TimeDuration;

/**
 * Ratis' configuration for one entry per block, 3 to 7 members; why each value is what it is.
 * Public for the bench alone: its bare log is measured with the very same values.
 */
public final class RatisProperties {
  private static final int ENTRY_HEADROOM_BYTES = 256 << 10;
  private static final int MAX_OUTSTANDING_APPENDS = 64;
  private static final int MAX_PENDING_ENTRIES = 4096;

  private RatisProperties() {}

  /** The properties of one member's server. */
  public static RaftProperties of(RaftSettings settings) {
    RaftProperties p = new RaftProperties();
    RaftServerConfigKeys.setStorageDir(p, List.of(settings.directory().toFile()));
    ports(p, settings);
    timing(p, settings.timing());
    log(p, settings.retention());
    sizes(p);
    snapshots(p, settings.retention());
    return p;
  }

  private static void ports(RaftProperties p, RaftSettings settings) {
    GrpcConfigKeys.Server.setHost(p, settings.bindHost());
    GrpcConfigKeys.Server.setPort(p, settings.own().port());
    if (settings.adminPort() > 0) {
      GrpcConfigKeys.Admin.setHost(p, "127.0.0.1");
      GrpcConfigKeys.Admin.setPort(p, settings.adminPort());
    }
  }

  private static void timing(RaftProperties p, RaftSettings.Timing timing) {
    RaftServerConfigKeys.Rpc.setTimeoutMin(p, millis(timing.electionMin()));
    RaftServerConfigKeys.Rpc.setTimeoutMax(p, millis(timing.electionMax()));
    // The first election needs no long silence: nobody led before.
    RaftServerConfigKeys.Rpc.setFirstElectionTimeoutMin(
        p, millis(timing.electionMin().dividedBy(2)));
    RaftServerConfigKeys.Rpc.setFirstElectionTimeoutMax(p, millis(timing.electionMin()));
    RaftServerConfigKeys.Rpc.setRequestTimeout(p, seconds(3));
    RaftServerConfigKeys.Rpc.setSlownessTimeout(p, seconds(10));
    RaftServerConfigKeys.LeaderElection.setPreVote(p, true);
    RaftServerConfigKeys.LeaderElection.setLeaderStepDownWaitTime(p, millis(timing.stepDown()));
    RaftServerConfigKeys.Notification.setNoLeaderTimeout(p, seconds(5));
    RaftServerConfigKeys.setCloseThreshold(p, seconds(60));
    // A member that joins has just been started, perhaps on a busy machine.
    RaftServerConfigKeys.setStagingTimeout(p, seconds(10));
    // For RatisMembership.confirm; nothing else is read through Ratis.
    RaftServerConfigKeys.Read.setOption(p, RaftServerConfigKeys.Read.Option.LINEARIZABLE);
    // The default backs off to 5 s: a member that was restarted would be missing for as long.
    RaftServerConfigKeys.Log.Appender.setRetryPolicy(p, "1ms,5, 100ms,20, 250ms,100000000");
  }

  private static void log(RaftProperties p, RaftSettings.Retention retention) {
    RaftServerConfigKeys.Log.setSegmentSizeMax(p, SizeInBytes.valueOf(retention.segmentBytes()));
    RaftServerConfigKeys.Log.setPreallocatedSize(
        p, SizeInBytes.valueOf(retention.preallocatedBytes()));
    RaftServerConfigKeys.Log.setForceSyncNum(p, 1024);
    // Async flush reports entries as durable that were written after the flush began, and swallows
    // a failed one; unsafe flush is what it says.
    RaftServerConfigKeys.Log.setAsyncFlushEnabled(p, false);
    RaftServerConfigKeys.Log.setUnsafeFlushEnabled(p, false);
    // Metadata entries would double the number of entries, each replicated and forced.
    RaftServerConfigKeys.Log.setLogMetadataEnabled(p, false);
    RaftServerConfigKeys.Log.setSegmentCacheNumMax(p, 3);
    // A torn tail is repaired by TornTail, which tells it from decay; Ratis would not.
    RaftServerConfigKeys.Log.setCorruptionPolicy(
        p, RaftServerConfigKeys.Log.CorruptionPolicy.EXCEPTION);
  }

  private static void sizes(RaftProperties p) {
    // The limit of one append is the limit of one entry: a larger one costs the leader its office.
    SizeInBytes entry = SizeInBytes.valueOf(2L * Limits.MAX_ENTRY_BYTES + ENTRY_HEADROOM_BYTES);
    RaftServerConfigKeys.Log.Appender.setBufferByteLimit(p, entry);
    RaftServerConfigKeys.Log.setWriteBufferSize(p, SizeInBytes.valueOf("16MB"));
    RaftServerConfigKeys.Log.setQueueByteLimit(p, SizeInBytes.valueOf("128MB"));
    RaftServerConfigKeys.Log.Appender.setWaitTimeMin(p, TimeDuration.ZERO);
    RaftServerConfigKeys.Write.setElementLimit(p, MAX_PENDING_ENTRIES);
    RaftServerConfigKeys.Write.setByteLimit(p, SizeInBytes.valueOf("256MB"));
    GrpcConfigKeys.setMessageSizeMax(p, SizeInBytes.valueOf("64MB"));
    GrpcConfigKeys.setFlowControlWindow(p, SizeInBytes.valueOf("8MB"));
    GrpcConfigKeys.Server.setLeaderOutstandingAppendsMax(p, MAX_OUTSTANDING_APPENDS);
    // State refuses what it took already; this cache is of no use and grows with every entry.
    RaftServerConfigKeys.RetryCache.setExpiryTime(p, seconds(15));
  }

  private static void snapshots(RaftProperties p, RaftSettings.Retention retention) {
    // SnapshotMaker triggers by bytes, entries and time; Ratis counts entries only.
    RaftServerConfigKeys.Snapshot.setAutoTriggerEnabled(p, false);
    RaftServerConfigKeys.Snapshot.setCreationGap(p, 1);
    RaftServerConfigKeys.Log.Appender.setInstallSnapshotEnabled(p, true);
    // A leader that sends to a member that has just died stops at the limit and waits limit x
    // timeout; the member is not spoken to for as long when it comes back.
    RaftServerConfigKeys.Log.Appender.setSnapshotChunkSizeMax(p, SizeInBytes.valueOf("1MB"));
    GrpcConfigKeys.Server.setInstallSnapshotRequestElementLimit(p, 32);
    GrpcConfigKeys.Server.setInstallSnapshotRequestTimeout(p, millis(Duration.ofMillis(300)));
    // A member that is gone for good must not fill the others' disks.
    RaftServerConfigKeys.Log.setPurgeUptoSnapshotIndex(p, true);
    RaftServerConfigKeys.Log.setPurgePreservationLogNum(p, retention.keptEntries());
    RaftServerConfigKeys.Log.setPurgeGap(p, 16);
  }

  private static TimeDuration millis(Duration duration) {
    return TimeDuration.valueOf(duration.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static TimeDuration seconds(long seconds) {
    return TimeDuration.valueOf(seconds, TimeUnit.SECONDS);
  }
}
