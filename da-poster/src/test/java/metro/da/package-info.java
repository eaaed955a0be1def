/** Tests of the port and helpers of all tests of this module. */
@org.jspecify.annotations.NullMarked
package metro.da;
