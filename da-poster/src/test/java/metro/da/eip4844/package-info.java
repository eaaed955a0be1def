@org.jspecify.annotations.NullMarked
package metro.da.eip4844;
