package metro.node.member;

/**
 * Where a member's service for the other members listens.
 *
 * @param name of the member
 * @param host name or address
 * @param port of the service
 */
public record MemberAddress(String name, String host, int port) {}
