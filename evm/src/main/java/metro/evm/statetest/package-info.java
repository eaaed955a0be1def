/**
 * Runs Ethereum's state tests (the GeneralStateTest JSON format of ethereum/tests and
 * execution-spec-tests) and reports what fails. {@link metro.evm.statetest.StateTestRunner} is the
 * way in; it starts its own threads and ends them.
 */
@NullMarked
package metro.evm.statetest;

import org.jspecify.annotations.NullMarked;
