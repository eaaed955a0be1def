package metro.da.batch;

import metro.da.celestia.Namespace;
import metro.state.RollupId;

/** Which namespaces a committee writes to. */
public interface Namespaces {
  /** Each made of its chain id. */
  Namespaces DEFAULT =
      new Namespaces() {
        @Override
        public Namespace ofCommittee(long committee) {
          return Namespace.ofCommittee(committee);
        }

        @Override
        public Namespace ofRollup(RollupId rollup) {
          return Namespace.ofRollup(rollup);
        }
      };

  /** Where metadata go. */
  Namespace ofCommittee(long committee);

  /** Where a rollup's part goes. */
  Namespace ofRollup(RollupId rollup);
}
