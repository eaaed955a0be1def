package metro.node.ingress;

import java.util.Optional;

/** Whether this member takes submissions at all. Asked for each one: must cost nothing. */
@FunctionalInterface
public interface Intake {
  /** Always. */
  Intake OPEN = Optional::empty;

  /** Why none is taken now, for the client; empty when they are. */
  Optional<String> closedBecause();
}
