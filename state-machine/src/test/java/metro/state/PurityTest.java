package metro.state;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;

/** Nothing in the core may differ between two members that apply the same log. */
final class PurityTest {
  private static final JavaClasses CORE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("metro.state");

  private static final JavaClasses EXAMPLES = new ClassFileImporter().importClasses(Impure.class);

  private static final ArchRule NO_INPUT_OR_OUTPUT =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "java.io..",
              "java.nio.file..",
              "java.nio.channels..",
              "java.net..",
              "javax.net..",
              "java.sql..",
              "org.slf4j..",
              "java.util.logging..",
              "java.lang.System.Logger");

  private static final ArchRule NO_CLOCK_OR_CHANCE =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.time..", "java.util.random..")
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.util.Random")
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.security.SecureRandom")
          .orShould()
          .callMethod(Math.class, "random")
          .orShould()
          .callMethod(System.class, "identityHashCode", Object.class)
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(java.util.UUID.class, "randomUUID");

  private static final ArchRule NO_THREADS =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAPackage("java.util.concurrent..")
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.lang.Thread");

  /** Insertion-ordered and sorted collections only: what is iterated has one order everywhere. */
  private static final ArchRule NO_UNORDERED_COLLECTIONS =
      noClasses()
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.util.HashMap")
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.util.HashSet")
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.util.IdentityHashMap")
          .orShould()
          .callMethod(java.util.stream.Collectors.class, "toSet")
          .orShould()
          .callMethod(java.util.Set.class, "copyOf", java.util.Collection.class)
          .orShould()
          .callMethod(java.util.Map.class, "copyOf", java.util.Map.class);

  @Test
  void theCoreDoesNoInputOrOutput() {
    NO_INPUT_OR_OUTPUT.check(CORE);
  }

  @Test
  void theCoreKnowsNoClockAndNoChance() {
    NO_CLOCK_OR_CHANCE.check(CORE);
  }

  @Test
  void theCoreKnowsNoThreads() {
    NO_THREADS.check(CORE);
  }

  @Test
  void theCoreIteratesOnlyCollectionsWithAnOrder() {
    NO_UNORDERED_COLLECTIONS.check(CORE);
  }

  @Test
  void theRulesCatchWhatTheyAreFor() {
    for (ArchRule rule :
        new ArchRule[] {
          NO_INPUT_OR_OUTPUT, NO_CLOCK_OR_CHANCE, NO_THREADS, NO_UNORDERED_COLLECTIONS
        }) {
      assertThat(rule.evaluate(EXAMPLES).hasViolation()).as(rule.getDescription()).isTrue();
    }
  }

  /** One of each sin. */
  static final class Impure {
    java.util.Map<Object, Object> unordered() {
      return new java.util.HashMap<>();
    }

    long clock() {
      return System.nanoTime();
    }

    Object thread() {
      return Thread.currentThread();
    }

    java.io.File file() {
      return new java.io.File("x");
    }
  }
}
