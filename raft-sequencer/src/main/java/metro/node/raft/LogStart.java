package metro.node.raft;

import org.apache.ratis.server.storage.RaftStorage.StartupOption;

/** What a member's log begins with. */
public enum LogStart {
  /** Nothing, as every member's of a new committee. */
  NEW,
  /** Nothing, while the others have a log: does not vote until they take it in again. */
  REJOINING,
  /** What is on disk; there must be something. */
  RESUMED;

  /** Whether the log's directory is made now. */
  boolean isEmpty() {
    return this != RESUMED;
  }

  StartupOption option() {
    return isEmpty() ? StartupOption.FORMAT : StartupOption.RECOVER;
  }
}
