/** Tests of batches and of posting them exactly once in the readers' view. */
@org.jspecify.annotations.NullMarked
package metro.da.batch;
