/** Chooses a DA layer. Not here: reading configuration files. */
@org.jspecify.annotations.NullMarked
package metro.da.connect;
