/**
 * What can be made to go wrong with the embedded layer, for how long, and how that is said in JSON.
 * Not here: what a fault does, which stands where the layer would otherwise do it right.
 */
@org.jspecify.annotations.NullMarked
package metro.da.embedded.faults;
