package metro.cli.init;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import metro.ethereum.Address;
import metro.ethereum.UInt256;
import metro.state.Genesis.FeeSchedule;
import metro.state.Genesis.RollupSpec;

/**
 * What {@link CommitteeMaker} shall make.
 *
 * @param directory where; must not exist or be empty
 * @param chainId the committee's
 * @param members in the order of the committee
 * @param governors who may mint credits; empty: a key is made
 * @param fees the posted price
 * @param rollups with their nodes, in registry order; an owner of zeros is the first governor
 * @param credits opening balances in utia
 * @param da the DA layer's JSON-RPC
 * @param daGrpc a consensus node's gRPC of it, when members are to sign with a DA key of the
 *     committee, which is made then
 * @param daAccount that pays where a node at {@code da} signs, when it is known
 */
public record CommitteePlan(
    Path directory,
    long chainId,
    List<MemberPlan> members,
    List<Address> governors,
    FeeSchedule fees,
    List<RollupPlan> rollups,
    Map<Address, Long> credits,
    URI da,
    Optional<URI> daGrpc,
    Optional<Address> daAccount) {
  /** Ports one member takes. */
  public static final int PORTS_PER_MEMBER = 5;

  /**
   * One member: {@link #PORTS_PER_MEMBER} ports from {@code firstPort} on.
   *
   * @param name short, lower case
   * @param host where the others find it
   * @param firstPort raft, then member, grpc, rpc and admin
   */
  public record MemberPlan(String name, String host, int firstPort) {
    /** The log's port. */
    public int raft() {
      return firstPort;
    }

    /** Where members talk to each other. */
    public int member() {
      return firstPort + 1;
    }

    /** The public gRPC API. */
    public int grpc() {
      return firstPort + 2;
    }

    /** Ethereum JSON-RPC. */
    public int rpc() {
      return firstPort + 3;
    }

    /** Health and metrics, for this machine. */
    public int admin() {
      return firstPort + 4;
    }
  }

  /**
   * One rollup and its node.
   *
   * @param spec how it is registered
   * @param rpcPort of its node, on loopback
   * @param adminPort of its metrics, on loopback; empty: not served
   * @param accounts opening balances on the rollup in wei
   */
  public record RollupPlan(
      RollupSpec spec, int rpcPort, OptionalInt adminPort, Map<Address, UInt256> accounts) {
    /** Without metrics. */
    public RollupPlan(RollupSpec spec, int rpcPort, Map<Address, UInt256> accounts) {
      this(spec, rpcPort, OptionalInt.empty(), accounts);
    }

    /** Name of its directory. */
    public String directoryName() {
      return "rollup-" + spec.id();
    }
  }

  public CommitteePlan {
    members = List.copyOf(members);
    governors = List.copyOf(governors);
    rollups = List.copyOf(rollups);
    credits = Map.copyOf(credits);
    if (daGrpc.isPresent() && daAccount.isPresent()) {
      throw new IllegalArgumentException("members that sign pay from an account that is made");
    }
  }

  /** One where a node that signs, if there is one, pays from an account that is not known. */
  public CommitteePlan(
      Path directory,
      long chainId,
      List<MemberPlan> members,
      List<Address> governors,
      FeeSchedule fees,
      List<RollupPlan> rollups,
      Map<Address, Long> credits,
      URI da,
      Optional<URI> daGrpc) {
    this(
        directory,
        chainId,
        members,
        governors,
        fees,
        rollups,
        credits,
        da,
        daGrpc,
        Optional.empty());
  }

  /** The same with the account from which the node at {@link #da} pays. */
  public CommitteePlan paidBy(Address account) {
    return new CommitteePlan(
        directory,
        chainId,
        members,
        governors,
        fees,
        rollups,
        credits,
        da,
        daGrpc,
        Optional.of(account));
  }

  /** {@code count} members on one host, ten ports apart. */
  public static List<MemberPlan> membersOn(String host, int count, int firstPort) {
    List<MemberPlan> members = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      members.add(new MemberPlan("member-" + (i + 1), host, firstPort + 10 * i));
    }
    return members;
  }

  /** A member's directory. */
  public Path directoryOf(MemberPlan member) {
    return directory.resolve(member.name());
  }

  /** A rollup node's directory. */
  public Path directoryOf(RollupPlan rollup) {
    return directory.resolve(rollup.directoryName());
  }

  /** The member with this name. */
  public Optional<MemberPlan> member(String name) {
    return members.stream().filter(m -> m.name().equals(name)).findFirst();
  }
}
