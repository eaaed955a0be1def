/** A small world for tests: people who sign, a committee, members in this process. */
@org.jspecify.annotations.NullMarked
package metro.node.testing;
