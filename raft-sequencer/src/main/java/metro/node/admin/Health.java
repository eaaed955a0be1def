package metro.node.admin;

/**
 * How a member is.
 *
 * @param member its name
 * @param leader who leads, empty text when unknown
 * @param isLeader whether it leads and may propose
 * @param height newest applied block
 * @param certified newest certified block
 * @param signed newest block this member signed
 * @param signs whether it signs at all
 * @param diskLow whether its disk is nearly full, so that it takes nothing
 */
public record Health(
    String member,
    String leader,
    boolean isLeader,
    long height,
    long certified,
    long signed,
    boolean signs,
    boolean diskLow) {
  /** Whether it takes submissions, and what it takes can get into the log. */
  public boolean isReady() {
    return !diskLow && (isLeader || !leader.isEmpty());
  }

  /** One line of JSON. Names of members need no escaping. */
  String json() {
    return ("{\"member\":\"%s\",\"leader\":\"%s\",\"isLeader\":%s,\"ready\":%s,\"height\":%d,"
            + "\"certified\":%d,\"signed\":%d,\"signs\":%s,\"diskLow\":%s}\n")
        .formatted(member, leader, isLeader, isReady(), height, certified, signed, signs, diskLow);
  }
}
