/** Tests of {@link metro.da.columns}. */
@org.jspecify.annotations.NullMarked
package metro.da.columns;
