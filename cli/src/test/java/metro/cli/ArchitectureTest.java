package metro.cli;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The arrows of docs/ARCHITECTURE.md, section 3, and the bans in the pure core. */
final class ArchitectureTest {
  /** What each module may use of ours, besides itself. */
  private static final Map<String, Set<String>> ARROWS =
      Map.of(
          "ethereum", Set.of(),
          "wire", Set.of(),
          "jsonrpc", Set.of(),
          "state", Set.of("ethereum"),
          "soft", Set.of("state", "ethereum"),
          "da", Set.of("soft", "state", "ethereum", "jsonrpc"),
          "node", Set.of("da", "soft", "state", "ethereum", "wire", "jsonrpc"),
          "evm", Set.of("ethereum"),
          "rollup", Set.of("da", "soft", "state", "ethereum", "evm", "wire", "jsonrpc"),
          "cli",
              Set.of(
                  "node", "rollup", "da", "soft", "state", "ethereum", "evm", "wire", "jsonrpc"));

  private static JavaClasses classes;

  @BeforeAll
  static void load() {
    classes =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("metro");
  }

  @Test
  void everyPackageBelongsToADrawnModule() {
    Set<String> modules =
        classes.stream()
            .map(c -> c.getPackageName().split("\\.", -1)[1])
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(ARROWS.keySet()).containsAll(modules);
    assertThat(modules).contains("state", "soft", "da", "node", "evm", "rollup", "ethereum", "cli");
  }

  @Test
  void modulesUseOnlyWhatTheArrowsAllow() {
    ARROWS.forEach((module, allowed) -> {
      List<String> own = new ArrayList<>();
      own.add("metro." + module + "..");
      allowed.forEach(a -> own.add("metro." + a + ".."));
      noClasses()
          .that(resideInAPackage("metro." + module + ".."))
          .should()
          .dependOnClassesThat(
              resideInAPackage("metro..").and(not(resideInAnyPackage(own.toArray(String[]::new)))))
          .allowEmptyShould(true)
          .check(classes);
    });
  }

  @Test
  void thePureCoreSeesOnlyTheJdkAndEthereumsFormats() {
    classes()
        .that(resideInAPackage("metro.state.."))
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(
                "metro.state..",
                "metro.ethereum..",
                "java.lang..",
                "java.util..",
                "java.math..",
                "java.security..",
                "java.nio.charset..",
                "org.jspecify.."))
        .check(classes);
  }

  @Test
  void thePureCoreHasNoClockThreadRandomnessOrFloatingPoint() {
    noClasses()
        .that(resideInAPackage("metro.state.."))
        .should()
        .dependOnClassesThat()
        .belongToAnyOf(
            java.util.Random.class,
            java.util.SplittableRandom.class,
            java.security.SecureRandom.class,
            java.util.concurrent.ThreadLocalRandom.class,
            Thread.class)
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .dependOnClassesThat(resideInAPackage("java.time.."))
        .check(classes);
  }

  @Test
  void onlyTheNodeSeesRatisAndItNeverLeaksOutOfItsAdapter() {
    noClasses()
        .that(not(resideInAPackage("metro.node.raft..")))
        .should()
        .dependOnClassesThat(resideInAPackage("org.apache.ratis.."))
        .check(classes);
  }

  @Test
  void packagesOfAModuleFormNoCycle() {
    for (String module : ARROWS.keySet()) {
      slices()
          .matching("metro." + module + ".(*)..")
          .should()
          .beFreeOfCycles()
          .allowEmptyShould(true)
          .check(classes);
    }
  }

  @Test
  void everyPackageSaysWhatItIs() {
    Set<String> described =
        classes.stream()
            .filter(c -> c.getSimpleName().equals("package-info"))
            .map(JavaClass::getPackageName)
            .collect(Collectors.toSet());
    Set<String> all =
        classes.stream()
            .filter(not(resideInAnyPackage("metro.wire..", "metro.da.celestia.proto..")))
            .map(JavaClass::getPackageName)
            .collect(Collectors.toCollection(TreeSet::new));
    all.removeAll(described);
    assertThat(all).as("packages without package-info.java").isEmpty();
  }
}
