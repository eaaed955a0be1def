/**
 * Makes what a committee starts from: the committee file, keys, certificates, one directory for
 * each member and for each rollup node.
 *
 * <p>Not here: running any of it. One thread.
 */
@org.jspecify.annotations.NullMarked
package metro.cli.init;
