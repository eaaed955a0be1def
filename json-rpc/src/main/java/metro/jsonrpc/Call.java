package metro.jsonrpc;

import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/**
 * One call.
 *
 * @param id what the reply will carry; none for a notification
 * @param method its name
 * @param params its parameters
 * @param remote the caller's address, for logs and limits
 * @param push the way to send to the caller later; only on a WebSocket
 * @param afterReply takes what is to run once the reply is on its way
 */
public record Call(
    Optional<JsonNode> id,
    String method,
    Params params,
    String remote,
    Optional<PushChannel> push,
    Consumer<Runnable> afterReply) {}
