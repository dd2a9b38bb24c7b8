package org.metagov.gateway.it;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.plugins.randomness.Randomness;
import org.metagov.gateway.testing.plugin.PluginContract;
import org.metagov.gateway.testing.plugin.PluginUnderTest;

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

  /** What jars are called of what is provided by the server, and not by what an author has. */
  private static final List<String> THE_SERVERS =
      List.of("microprofile-", "jersey-server", "eclipselink", "org.eclipse.persistence", "osgi.");

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

  /** Of what the server alone has, nothing may be needed as soon as a plugin is tried. */
  @Test
  void aPluginRunsWhereNothingIsThatTheServerAloneHas() throws Exception {
    List<URL> there = new ArrayList<>(List.of(url(jar("classes")), url(jar("tests"))));
    for (String part : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      String name = Path.of(part).getFileName().toString();
      if (name.endsWith(".jar") && THE_SERVERS.stream().noneMatch(name::startsWith)) {
        there.add(url(Path.of(part)));
      }
    }
    Thread here = Thread.currentThread();
    ClassLoader before = here.getContextClassLoader();
    try (URLClassLoader author =
        new URLClassLoader(there.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
      here.setContextClassLoader(author);
      assertThatExceptionOfType(ClassNotFoundException.class)
          .isThrownBy(() -> author.loadClass(MetricRegistry.class.getName()));
      assertThat(answered(author)).contains("\"value\":");
    } finally {
      here.setContextClassLoader(before);
    }
  }

  /** Returns what an action answers, as text: all classes are those of {@code author}. */
  private static String answered(ClassLoader author) throws Exception {
    Object config =
        author
            .loadClass(JsonText.class.getName())
            .getMethod("parse", String.class)
            .invoke(null, "{\"default_low\":1,\"default_high\":7}");
    Object plugin = author.loadClass(Randomness.class.getName()).getConstructor().newInstance();
    Class<?> under = author.loadClass(PluginUnderTest.class.getName());
    try (AutoCloseable running =
        (AutoCloseable) under.getConstructors()[0].newInstance(plugin, config, Optional.empty())) {
      Class<?> json = author.loadClass(JsonObject.class.getName());
      Object none =
          author.loadClass(JsonValue.class.getName()).getField("EMPTY_JSON_OBJECT").get(null);
      return under
          .getMethod("action", String.class, json)
          .invoke(running, "random-int", none)
          .toString();
    }
  }

  private static URL url(Path file) throws MalformedURLException {
    return file.toAbsolutePath().toUri().toURL();
  }
}
