package metro.cli.init;

import java.util.Optional;
import metro.cli.config.TomlWriter;
import metro.cli.init.CommitteePlan.RollupPlan;
import metro.da.celestia.Bech32;
import metro.ethereum.Address;

/** Writes a rollup node's rollup.toml. */
final class RollupFile {
  private RollupFile() {}

  /**
   * The file's text.
   *
   * @param poster the DA account whose blobs count; anybody's when it is not known
   */
  static String write(CommitteePlan plan, RollupPlan rollup, Optional<Address> poster) {
    TomlWriter out =
        new TomlWriter()
            .comment(
                "A lazy rollup node. Paths are relative to this file. Each key can be set by an")
            .comment("environment variable too: da.url is METRO_DA_URL.")
            .line()
            .put("committee", CommitteeMaker.COMMITTEE_FILE)
            .put("chain-id", rollup.spec().id().chainId())
            .put("genesis", CommitteeMaker.GENESIS_FILE)
            .put("data-dir", "data")
            .comment("Public gRPC APIs of the members; several, so that one may be away.")
            .put("members", plan.members().stream().map(m -> m.host() + ":" + m.grpc()).toList())
            .table("da")
            .put("url", plan.da().toString());
    poster.ifPresent(account ->
        out.comment("The committee's DA account: blobs of others are ignored.")
            .put("poster", Bech32.encode(account)));
    out.table("rpc")
        .comment("Where wallets connect: HTTP and WebSocket.")
        .put("listen", "127.0.0.1:" + rollup.rpcPort());
    rollup
        .adminPort()
        .ifPresent(port ->
            out.table("admin")
                .comment("Metrics for Prometheus.")
                .put("listen", "127.0.0.1:" + port));
    return out.toString();
  }
}
