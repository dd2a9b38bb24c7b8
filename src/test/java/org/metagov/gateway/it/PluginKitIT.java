package org.metagov.gateway.it;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.testing.plugin.PluginContract;

/** The two jars that a plugin's own project uses, {@code classes} and {@code tests}, are enough. */
class PluginKitIT {
  private static final String OURS = "org.metagov.gateway..";

  /** What the page "Writing a plugin" tells an author to have besides. */
  private static final String[] THEIRS = {
    "java..",
    "javax.net..",
    "com.sun.net.httpserver",
    "jakarta..",
    "org.junit.jupiter..",
    "org.assertj..",
    "com.fasterxml.jackson.databind..",
    // It comes with the classes.
    "com.networknt.schema.."
  };

  private static Path jar(String classifier) {
    Path war = Path.of(System.getProperty("gateway.war"));
    return war.resolveSibling("ROOT-" + classifier + ".jar");
  }

  private static Set<String> names(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      return file.stream()
          .map(JarEntry::getName)
          .filter(name -> name.endsWith(".class"))
          .map(name -> name.replace(".class", "").replace('/', '.'))
          .collect(Collectors.toSet());
    }
  }

  private static ArchRule usesNothingBut(Set<String> names) {
    DescribedPredicate<JavaClass> missing =
        DescribedPredicate.describe(
            "are in neither jar", used -> !names.contains(used.getBaseComponentType().getName()));
    return noClasses()
        .should()
        .dependOnClassesThat(resideInAPackage(OURS).and(missing))
        .orShould()
        .dependOnClassesThat(
            not(resideInAPackage(OURS))
                .and(not(resideInAnyPackage(THEIRS)))
                .and(not(primitives())));
  }

  private static DescribedPredicate<JavaClass> primitives() {
    return DescribedPredicate.describe(
        "primitive", type -> type.getBaseComponentType().isPrimitive());
  }

  @Test
  void theContractUsesNothingButTheTwoJarsAndWhatAnAuthorHas() throws IOException {
    JavaClasses tests = new ClassFileImporter().importJar(new JarFile(jar("tests").toFile()));
    Set<String> kit = names(jar("tests"));
    kit.addAll(names(jar("classes")));
    assertThat(tests.contain(PluginContract.class)).isTrue();
    usesNothingBut(kit).check(tests);

    kit.remove("org.metagov.gateway.catalog.TestCatalog");
    assertThat(usesNothingBut(kit).evaluate(tests).hasViolation()).isTrue();
  }
}
