package metro.node.ingress;

import io.grpc.Channel;
import java.util.Optional;

/** Ways to the other members, mutually authenticated. */
@FunctionalInterface
public interface MemberChannels {
  /** The channel to the member of this name; empty when there is none. */
  Optional<Channel> to(String member);
}
