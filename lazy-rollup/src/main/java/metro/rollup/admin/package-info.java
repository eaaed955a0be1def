/** Metrics of a rollup node, for machines on a trusted network: loopback by default. */
@org.jspecify.annotations.NullMarked
package metro.rollup.admin;
