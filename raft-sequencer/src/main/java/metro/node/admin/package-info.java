/** Health and metrics of a member, for machines on a trusted network: loopback by default. */
@org.jspecify.annotations.NullMarked
package metro.node.admin;
