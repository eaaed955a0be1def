package metro.node.posting;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleSupplier;
import metro.da.Refusal;
import metro.da.batch.PostingMeter;
import metro.da.batch.PostingMeter.Outcome;
import metro.node.admin.NodeMetrics;

/** What posting did and what stands in its way, as metrics. */
public final class PostingMetrics {
  private PostingMetrics() {}

  /** Registers them. */
  public static void add(NodeMetrics metrics, PosterThread poster) {
    PostingMeter meter = poster.meter();
    metrics
        .gauge(
            "poster_failures",
            "steps of the poster that failed since one succeeded",
            () -> poster.status().failuresInARow())
        .gauge(
            "da_out_of_funds",
            "1 while the DA account cannot pay",
            () -> isHinderedBy(poster, Refusal.OUT_OF_FUNDS))
        .gauge(
            "da_hindered",
            "1 while the DA layer does not take the batch on its way",
            () -> poster.status().hindrance().isPresent() ? 1 : 0)
        .gauge("da_head", "newest DA height the poster saw", () -> poster.status().daHead())
        .gauge(
            "da_balance_utia",
            "what the DA account had when a transaction was signed last; -1 before that",
            meter::balanceUtia)
        .counter("da_fees_utia", "fees of batches proven on the DA layer", meter::feesPaidUtia)
        .counter(
            "da_prepared_anew",
            "batches signed anew, or made smaller, after their transaction expired",
            meter::timesPreparedAnew)
        .counters("da_submissions", "attempts to bring a batch there", "outcome", outcomes(meter));
  }

  private static int isHinderedBy(PosterThread poster, Refusal refusal) {
    return poster.status().hindrance().filter(refusal::equals).isPresent() ? 1 : 0;
  }

  private static Map<String, DoubleSupplier> outcomes(PostingMeter meter) {
    Map<String, DoubleSupplier> all = new LinkedHashMap<>();
    for (Outcome outcome : Outcome.values()) {
      all.put(outcome.name().toLowerCase(Locale.ROOT), () -> meter.outcomes(outcome));
    }
    return all;
  }
}
