@org.jspecify.annotations.NullMarked
package metro.da.altda;
