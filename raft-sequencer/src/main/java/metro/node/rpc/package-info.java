/**
 * What the outside speaks to: the gRPC API and Ethereum JSON-RPC, on every member. Translates
 * between wire and {@link metro.node.ingress.Ingress}, {@link metro.node.follow.FollowService} and
 * {@link metro.node.chain.Chain}; decides nothing.
 *
 * <p>Calls run on virtual threads and may wait there; Netty's threads never do.
 */
@org.jspecify.annotations.NullMarked
package metro.node.rpc;
