package metro.bench.load;

import com.google.protobuf.ByteString;
import java.util.List;
import metro.cli.client.RpcClient;
import metro.cli.client.RpcException;
import metro.ethereum.Hex;

/** {@code eth_sendRawTransaction}, which answers when the transaction is ordered. */
record JsonRpcCall(RpcClient client) implements Call {
  @Override
  public Answer send(List<ByteString> raws) {
    try {
      client.call("eth_sendRawTransaction", Hex.encode(raws.getFirst().toByteArray()));
      return new Answer.Ordered();
    } catch (RpcException e) {
      return new Answer.Refused(String.valueOf(e.getMessage()));
    }
  }
}
