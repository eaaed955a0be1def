package metro.cli.init;

import java.net.URI;
import metro.cli.config.TomlWriter;
import metro.cli.init.CommitteePlan.MemberPlan;
import metro.cli.init.CommitteePlan.RollupPlan;
import metro.da.celestia.Bech32;
import metro.da.celestia.FeePolicy;

/** Writes a member's node.toml. */
final class NodeFile {
  static final String DATA_DIR = "data";
  static final String GUARD_DIR = "guard";

  private NodeFile() {}

  static String write(CommitteePlan plan, MemberPlan self) {
    TomlWriter out =
        new TomlWriter()
            .comment(
                "One member of the committee. Paths are relative to this file. Each key can be")
            .comment("set by an environment variable too: da.url is METRO_DA_URL.")
            .line()
            .put("name", self.name())
            .put("committee", CommitteeMaker.COMMITTEE_FILE)
            .comment(
                "State and log. The guard keeps the key from signing twice: it lies apart, and")
            .comment("is never restored from a backup together with the state.")
            .put("data-dir", DATA_DIR)
            .put("guard-dir", GUARD_DIR)
            .table("key")
            .put("file", "key.json")
            .put("password-file", "key.password")
            .table("tls")
            .put("directory", "tls")
            .table("listen")
            .comment("Address of the ports for other members; their numbers stand below.")
            .put("members", self.host())
            .put("grpc", at(self, self.grpc()))
            .put("rpc", at(self, self.rpc()))
            .put("admin", "127.0.0.1:" + self.admin())
            .table("da")
            .put("url", plan.da().toString());
    plan.daGrpc().ifPresent(grpc -> putDirect(out, grpc));
    plan.daAccount()
        .ifPresent(account ->
            out.comment("The account of the node at url: it pays, and blobs name it.")
                .put("signer", Bech32.encode(account)));
    for (MemberPlan member : plan.members()) {
      out.element("members")
          .put("name", member.name())
          .put("host", member.host())
          .put("raft-port", member.raft())
          .put("member-port", member.member());
    }
    for (RollupPlan rollup : plan.rollups()) {
      out.element("rollup-nodes")
          .put("chain-id", rollup.spec().id().chainId())
          .put("rpc", "http://127.0.0.1:" + rollup.rpcPort());
    }
    return out.toString();
  }

  private static void putDirect(TomlWriter out, URI grpc) {
    out.comment("Batches are signed here with the committee's DA key and sent to this node.")
        .put("grpc", grpc.toString())
        .put("key-file", CommitteeMaker.DA_KEY + ".json")
        .put("key-password-file", CommitteeMaker.DA_KEY + ".password")
        .comment("Dearest gas price in utia.")
        .put("max-gas-price", FeePolicy.DEFAULT.max().toPlainString());
  }

  private static String at(MemberPlan member, int port) {
    return member.host() + ":" + port;
  }
}
