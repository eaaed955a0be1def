package metro.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.Secp256k1;
import metro.ethereum.Transaction;
import metro.state.Admission;
import metro.state.BlockVerifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class TrafficTest {
  private static final int COUNT = 60;

  private static Traffic traffic(Mix mix, long seed) {
    return new Traffic(new Traffic.Plan(mix, List.of(11L, 12L), 6, 100, 2, seed));
  }

  @ParameterizedTest
  @EnumSource(Mix.class)
  void everyTransactionIsAdmittedAndLanesHaveNoHoles(Mix mix) {
    Traffic traffic = traffic(mix, 1);
    BlockVerifier verifier = new BlockVerifier(Secp256k1.fastest());
    Map<Address, Long> next = new HashMap<>();
    for (ByteString raw : traffic.take(COUNT)) {
      var admitted = (Admission.Admitted) Admission.of(Bytes.wrap(raw.toByteArray()));
      Transaction transaction = admitted.transaction();
      Address sender = verifier.sender(admitted).orElseThrow();
      assertThat(transaction.nonce()).isEqualTo(next.getOrDefault(sender, 0L));
      next.put(sender, transaction.nonce() + 1);
    }
    assertThat(next.keySet()).containsExactlyInAnyOrderElementsOf(traffic.addresses());
  }

  @Test
  void theSameSeedMakesTheSameBytes() {
    List<ByteString> first = traffic(Mix.MIXED, 5).take(COUNT);
    assertThat(traffic(Mix.MIXED, 5).take(COUNT)).isEqualTo(first);
    assertThat(traffic(Mix.MIXED, 6).take(COUNT)).isNotEqualTo(first);
  }

  @Test
  void whatIsSignedOnTheWayIsTheSame() {
    List<ByteString> beforehand = traffic(Mix.MIXED, 5).take(COUNT);
    Traffic onTheWay = traffic(Mix.MIXED, 5);
    Traffic.Part part = onTheWay.parts().getFirst();
    assertThatThrownBy(part::next).isInstanceOf(IllegalStateException.class);
    onTheWay.signOnTheWay();
    for (int i = 0; i < COUNT; i += onTheWay.parts().size()) {
      assertThat(part.next().raw()).isEqualTo(beforehand.get(i));
    }
  }
}
