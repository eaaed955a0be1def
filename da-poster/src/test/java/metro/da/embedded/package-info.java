/** The embedded layer and the client together, over loopback. */
@org.jspecify.annotations.NullMarked
package metro.da.embedded;
