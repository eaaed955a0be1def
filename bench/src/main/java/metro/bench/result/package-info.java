/** What a run measured: records that go into the JSON file and come back from it unchanged. */
@NullMarked
package metro.bench.result;

import org.jspecify.annotations.NullMarked;
