package metro.cli.dev;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import metro.cli.init.CommitteeMaker;
import metro.cli.init.CommitteePlan.MemberPlan;
import metro.cli.init.CommitteePlan.RollupPlan;
import metro.jsonrpc.Json;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Describes a running world for programs: addresses, accounts and processes, as JSON. */
final class WorldFile {
  private WorldFile() {}

  /** Writes it in one move: who sees the file sees all of it. */
  static void write(World world, Path file) throws IOException {
    Path absolute = file.toAbsolutePath();
    Path next = absolute.resolveSibling(absolute.getFileName() + ".next");
    Files.writeString(next, json(world).toPrettyString());
    Files.move(next, absolute, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** A rollup node's HTTP address. */
  static URI rpc(RollupPlan rollup) {
    return URI.create("http://127.0.0.1:" + rollup.rpcPort());
  }

  /** A member's Ethereum JSON-RPC for one chain. */
  static URI sequencerRpc(MemberPlan member, long chainId) {
    return URI.create("http://127.0.0.1:" + member.rpc() + "/rpc/" + chainId);
  }

  static ObjectNode json(World world) {
    DevPlan plan = world.plan();
    ObjectNode json = Json.object();
    ArrayNode rollups = json.putArray("rollups");
    plan.committee().rollups().forEach(r -> rollups.add(rollup(plan, r)));
    json.set("committee", committee(plan));
    json.put("da", plan.daUrl().toString());
    json.put("daPort", plan.daPort());
    json.put("daGrpcPort", plan.daGrpcPort()).put("daAdminPort", plan.daAdminPort());
    ArrayNode accounts = json.putArray("accounts");
    plan.accounts()
        .forEach(a ->
            accounts
                .addObject()
                .put("address", a.address().toString())
                .put("privateKey", a.privateKey().toString()));
    ArrayNode members = json.putArray("members");
    plan.committee().members().forEach(m -> members.add(member(world, m)));
    ArrayNode nodes = json.putArray("rollupNodes");
    plan.committee().rollups().forEach(r -> nodes.add(rollupNode(world, r)));
    return json;
  }

  private static ObjectNode rollup(DevPlan plan, RollupPlan rollup) {
    long chainId = rollup.spec().id().chainId();
    ObjectNode json = Json.object();
    json.put("chainId", chainId).put("name", rollup.spec().name());
    json.put("rpc", rpc(rollup).toString()).put("ws", "ws://127.0.0.1:" + rollup.rpcPort());
    ArrayNode sequencers = json.putArray("sequencerRpc");
    plan.committee().members().forEach(m -> sequencers.add(sequencerRpc(m, chainId).toString()));
    return json;
  }

  private static ObjectNode committee(DevPlan plan) {
    ObjectNode json = Json.object();
    json.put("chainId", DevPlan.COMMITTEE_CHAIN_ID);
    ArrayNode rpc = json.putArray("rpc");
    ArrayNode grpc = json.putArray("grpc");
    plan.committee()
        .members()
        .forEach(m -> {
          rpc.add(sequencerRpc(m, DevPlan.COMMITTEE_CHAIN_ID).toString());
          grpc.add("127.0.0.1:" + m.grpc());
        });
    return json;
  }

  private static ObjectNode member(World world, MemberPlan member) {
    Path directory = world.plan().committee().directoryOf(member);
    Child child = world.member(member);
    ObjectNode json = Json.object();
    json.put("name", member.name()).put("pid", child.pid());
    json.put("dataDir", directory.resolve("data").toString()).put("log", child.log().toString());
    json.put("config", directory.resolve(CommitteeMaker.NODE_FILE).toString());
    json.putObject("ports")
        .put("raft", member.raft())
        .put("member", member.member())
        .put("grpc", member.grpc())
        .put("rpc", member.rpc())
        .put("admin", member.admin());
    return json;
  }

  private static ObjectNode rollupNode(World world, RollupPlan rollup) {
    Child child = world.rollup(rollup);
    ObjectNode json = Json.object();
    json.put("name", rollup.spec().name()).put("pid", child.pid());
    json.put("log", child.log().toString());
    json.putObject("ports").put("rpc", rollup.rpcPort());
    return json;
  }
}
