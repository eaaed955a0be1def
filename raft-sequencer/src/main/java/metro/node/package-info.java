/**
 * The node: wires log, store, sealer, ingress, follow streams and poster from one configuration, in
 * reading order. No logic of its own.
 */
@org.jspecify.annotations.NullMarked
package metro.node;
