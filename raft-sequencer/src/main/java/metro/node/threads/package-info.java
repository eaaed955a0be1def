/** How threads share the processors. */
@org.jspecify.annotations.NullMarked
package metro.node.threads;
