package metro.rollup;

import static metro.rollup.testing.Eventually.until;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import metro.ethereum.Address;
import metro.rollup.testing.TestWorld;
import metro.rollup.testing.Wallet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a node tells Prometheus, asked for by HTTP. */
final class RollupMetricsTest {
  private static final Address BOB = Address.fromHex("0x00000000000000000000000000000000000b0b00");

  @TempDir Path directory;

  @Test
  void tellsHowFarEachPathIsAndWhatWasExecuted() {
    try (TestWorld world = new TestWorld(directory)) {
      Wallet poor = new Wallet(TestWorld.ROLLUP.chainId(), 0x22);
      world.order(0, world.alice().transfer(BOB, 1), poor.transfer(BOB, 5));
      world.close(1_000);
      until("block 1 is safe", () -> world.metric("metro_rollup_safe_block") == 1);
      assertThat(world.metric("metro_rollup_soft_number")).isEqualTo(1);
      assertThat(world.metric("metro_rollup_latest_block")).isEqualTo(1);
      assertThat(world.metric("metro_rollup_lag_blocks")).isZero();
      assertThat(world.metric("metro_rollup_latest_age_seconds")).isPositive();
      assertThat(world.metric("metro_rollup_connected")).isEqualTo(1);
      assertThat(world.metric("metro_rollup_executed_transactions_total")).isEqualTo(1);
      assertThat(world.metric("metro_rollup_skipped_transactions_total")).isEqualTo(1);
      assertThat(world.metric("metro_rollup_sealed_blocks_total")).isEqualTo(1);
      assertThat(world.metric("metro_rollup_execution_seconds_total")).isPositive();

      assertThat(world.metric("metro_rollup_finalized_block")).isZero();
      world.post();
      until("block 1 is final", () -> world.metric("metro_rollup_finalized_block") == 1);
      assertThat(world.metric("metro_rollup_da_height")).isPositive();
      assertThat(world.metric("metro_rollup_da_batch")).isEqualTo(1);
      assertThat(world.metric("metro_rollup_halted")).isZero();
      assertThat(world.metric("metro_rollup_faults_total")).isZero();

      String calls = "metro_rollup_rpc_calls_total{method=\"eth_chainId\"}";
      double before = world.metric(calls);
      world.call("eth_chainId");
      assertThat(world.metric(calls)).isEqualTo(before + 1);
    }
  }
}
