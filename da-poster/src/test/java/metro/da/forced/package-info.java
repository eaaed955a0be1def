/** Tests of forced blobs. */
@org.jspecify.annotations.NullMarked
package metro.da.forced;
