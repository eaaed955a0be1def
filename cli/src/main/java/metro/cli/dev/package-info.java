/**
 * The development world: a whole committee, an embedded DA layer and two rollups as processes of
 * this machine, with test accounts, sample traffic and a live view.
 *
 * <p>Not here: anything a real deployment needs. Processes are waited for on virtual threads.
 */
@org.jspecify.annotations.NullMarked
package metro.cli.dev;
