/** Tests of soft commitments. */
@org.jspecify.annotations.NullMarked
package metro.soft;
