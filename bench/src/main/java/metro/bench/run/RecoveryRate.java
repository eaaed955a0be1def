package metro.bench.run;

import com.google.protobuf.ByteString;
import java.util.List;
import metro.bench.load.Mix;
import metro.bench.load.Traffic;
import metro.bench.yardstick.Recoveries;

/** How many signatures this machine recovers, and what follows from it for a committee. */
final class RecoveryRate {
  // Above what one check of each signature by each member allows: so much is signed beforehand.
  private static final double SPARE = 1.5;
  private static final int RECOVERED = 1_000;

  private RecoveryRate() {}

  /** Measures it once: recoveries per second and core. */
  static double perCore(long seed, double seconds) {
    Traffic traffic =
        new Traffic(new Traffic.Plan(Mix.TRANSFERS, List.of(1L), RECOVERED, 0, 1, seed));
    List<byte[]> raws = traffic.take(RECOVERED).stream().map(ByteString::toByteArray).toList();
    return Recoveries.perSecond(raws, seconds);
  }

  /** Transactions per second that a committee on this machine will not exceed. */
  static double most(double perCore, int members) {
    return SPARE * Runtime.getRuntime().availableProcessors() * perCore / members;
  }
}
