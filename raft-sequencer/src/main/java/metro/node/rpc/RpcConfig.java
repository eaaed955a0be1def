package metro.node.rpc;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import metro.jsonrpc.AllowedOrigins;
import metro.jsonrpc.JsonRpcLimits;
import metro.jsonrpc.ServerTls;
import metro.state.RollupId;

/**
 * How the public ports are served.
 *
 * @param host address to bind, 127.0.0.1 unless the operator says otherwise
 * @param grpcPort 0 for any free one
 * @param jsonRpcPort likewise; empty: no JSON-RPC
 * @param tls key and certificates of both ports; plain text without
 * @param origins web pages that may call JSON-RPC
 * @param jsonRpcLimits bounds of JSON-RPC
 * @param grpcLimits bounds of gRPC
 * @param rollupNodes JSON-RPC of the rollups' own nodes, where known
 */
public record RpcConfig(
    String host,
    int grpcPort,
    OptionalInt jsonRpcPort,
    Optional<ServerTls> tls,
    AllowedOrigins origins,
    JsonRpcLimits jsonRpcLimits,
    GrpcLimits grpcLimits,
    Map<RollupId, URI> rollupNodes) {
  public RpcConfig {
    rollupNodes = Map.copyOf(rollupNodes);
  }

  /** Loopback without TLS, every web page allowed: for development. */
  public static RpcConfig loopback(int grpcPort, int jsonRpcPort) {
    return new RpcConfig(
        "127.0.0.1",
        grpcPort,
        OptionalInt.of(jsonRpcPort),
        Optional.empty(),
        AllowedOrigins.ANY,
        JsonRpcLimits.DEFAULT,
        GrpcLimits.DEFAULT,
        Map.of());
  }

  /** This with other rollup nodes. */
  public RpcConfig withRollupNodes(Map<RollupId, URI> nodes) {
    return new RpcConfig(
        host, grpcPort, jsonRpcPort, tls, origins, jsonRpcLimits, grpcLimits, nodes);
  }

  /** This with other bounds. */
  public RpcConfig withLimits(JsonRpcLimits jsonRpc, GrpcLimits grpc) {
    return new RpcConfig(host, grpcPort, jsonRpcPort, tls, origins, jsonRpc, grpc, rollupNodes);
  }
}
