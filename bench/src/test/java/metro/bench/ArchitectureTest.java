package metro.bench;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The bench's arrows: it sees everything, nothing sees it, and its only door to Ratis is the bare
 * log. The other modules' arrows are in module cli.
 */
final class ArchitectureTest {
  private static JavaClasses classes;

  @BeforeAll
  static void load() {
    classes =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("metro");
  }

  @Test
  void nothingSeesTheBench() {
    noClasses()
        .that(not(resideInAPackage("metro.bench..")))
        .should()
        .dependOnClassesThat(resideInAPackage("metro.bench.."))
        .check(classes);
  }

  @Test
  void onlyTheBareLogSeesRatis() {
    noClasses()
        .that(resideInAPackage("metro.bench..").and(not(resideInAPackage("metro.bench.rawlog.."))))
        .should()
        .dependOnClassesThat(resideInAPackage("org.apache.ratis.."))
        .check(classes);
  }

  @Test
  void packagesFormNoCycle() {
    slices().matching("metro.bench.(*)..").should().beFreeOfCycles().check(classes);
  }
}
