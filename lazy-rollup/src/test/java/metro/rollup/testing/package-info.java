/** What several tests of this module need. */
@org.jspecify.annotations.NullMarked
package metro.rollup.testing;
