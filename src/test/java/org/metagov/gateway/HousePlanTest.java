package org.metagov.gateway;

import static com.tngtech.archunit.base.DescribedPredicate.anyElementThat;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.core.domain.properties.CanBeAnnotated.Predicates.annotatedWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.properties.CanBeAnnotated;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import jakarta.ejb.EJB;
import jakarta.ejb.Singleton;
import jakarta.ejb.Stateless;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The house plan: which room may use which. */
class HousePlanTest {
  private static final String HOUSE = "org.metagov.gateway.";

  /** What each room may use of ours. Everything may use what stands under every room. */
  private static final Map<String, List<String>> ROOMS = new LinkedHashMap<>();

  private static final List<String> UNDER_EVERY_ROOM =
      List.of("json", "problem", "address", "settings", "operation", "metric", "trace");

  static {
    ROOMS.put("launch", List.of());
    ROOMS.put("problem", List.of());
    ROOMS.put("json", List.of("problem"));
    ROOMS.put("address", List.of("json"));
    ROOMS.put("settings", List.of("problem", "address"));
    ROOMS.put("operation", List.of("problem"));
    ROOMS.put("metric", List.of("problem"));
    ROOMS.put("trace", List.of("json"));
    // One reader for what callers and platforms send; no plugin author sees it.
    ROOMS.put("spi", List.of("json"));
    ROOMS.put("plugins", List.of("spi"));
    // What must not stand in the database in clear; the database keeps its keys.
    ROOMS.put("secret", UNDER_EVERY_ROOM);
    ROOMS.put("database", with("secret"));
    ROOMS.put("store", with("secret", "database"));
    ROOMS.put("background", with("store"));
    ROOMS.put("lease", with("store", "background"));
    ROOMS.put("work", with("store", "background", "lease"));
    ROOMS.put("quota", with("store", "background"));
    ROOMS.put("access", with("secret"));
    // Of the spi, what describes a record.
    ROOMS.put("key", with("secret", "store", "quota", "spi", "access"));
    ROOMS.put("admission", with("secret", "access", "key"));
    ROOMS.put("audit", with("secret", "store", "background", "spi", "access", "key"));
    ROOMS.put("outbound", with("spi", "admission", "background"));
    ROOMS.put("schema", with("spi"));
    ROOMS.put("catalog", with("spi", "schema"));
    ROOMS.put("invocation", with("store", "spi", "schema", "catalog"));
    ROOMS.put("idempotency", with("store"));
    ROOMS.put("credential", with("secret", "store", "spi", "lease"));
    ROOMS.put(
        "community",
        with(
            "store",
            "audit",
            "spi",
            "outbound",
            "schema",
            "catalog",
            "key",
            "credential",
            "lease"));
    ROOMS.put(
        "instance",
        with("store", "spi", "outbound", "schema", "catalog", "credential", "community"));
    ROOMS.put(
        "setup",
        with(
            "store",
            "lease",
            "spi",
            "outbound",
            "schema",
            "catalog",
            "invocation",
            "access",
            "key",
            "credential",
            "community",
            "instance"));
    ROOMS.put(
        "action",
        with(
            "quota",
            "spi",
            "schema",
            "catalog",
            "invocation",
            "community",
            "access",
            "work",
            "instance"));
    ROOMS.put(
        "identity",
        with(
            "secret",
            "store",
            "quota",
            "audit",
            "spi",
            "access",
            "key",
            "community",
            "schema",
            "invocation"));
    ROOMS.put("event", with("store", "community", "identity", "invocation"));
    ROOMS.put(
        "process",
        with(
            "store",
            "quota",
            "audit",
            "catalog",
            "invocation",
            "access",
            "community",
            "event",
            "work",
            "instance",
            "setup"));
    ROOMS.put(
        "lifecycle",
        with(
            "store",
            "background",
            "audit",
            "spi",
            "outbound",
            "schema",
            "catalog",
            "invocation",
            "access",
            "key",
            "community",
            "idempotency",
            "work",
            "instance",
            "setup",
            "process"));
    ROOMS.put(
        "poll",
        with(
            "store",
            "background",
            "spi",
            "catalog",
            "invocation",
            "community",
            "event",
            "work",
            "instance",
            "setup"));
    // Of the spi, what describes a record.
    ROOMS.put("session", with("store", "audit", "access", "key", "admission", "spi"));
    ROOMS.put("receiver", with("store", "quota", "audit", "access", "key", "event"));
    // Of the spi, what describes a record.
    ROOMS.put("rotation", with("store", "background", "access", "spi", "lease"));
    ROOMS.put("driver", with("store", "outbound", "key", "event", "receiver"));
    ROOMS.put("live", with("quota", "event", "background"));
    ROOMS.put(
        "lane",
        with(
            "store",
            "background",
            "audit",
            "key",
            "community",
            "event",
            "receiver",
            "driver",
            "work",
            "schema",
            "invocation"));
    // Of the spi, what describes a record.
    ROOMS.put(
        "delivery",
        with(
            "store",
            "background",
            "quota",
            "audit",
            "access",
            "key",
            "session",
            "spi",
            "outbound",
            "community",
            "event",
            "receiver",
            "driver",
            "live",
            "work",
            "lane"));
    ROOMS.put(
        "inbox",
        with(
            "store",
            "quota",
            "audit",
            "spi",
            "community",
            "instance",
            "event",
            "work",
            "invocation"));
    ROOMS.put(
        "webhook",
        with(
            "store",
            "background",
            "quota",
            "spi",
            "catalog",
            "invocation",
            "access",
            "community",
            "process",
            "lifecycle",
            "work",
            "instance",
            "inbox"));
    ROOMS.put(
        "routing",
        with(
            "store",
            "background",
            "audit",
            "spi",
            "catalog",
            "invocation",
            "access",
            "key",
            "community",
            "process",
            "lifecycle",
            "work",
            "instance",
            "setup",
            "inbox",
            "webhook"));
    ROOMS.put(
        "auth",
        with(
            "secret",
            "store",
            "audit",
            "spi",
            "catalog",
            "invocation",
            "access",
            "admission",
            "community",
            "identity",
            "instance",
            "setup"));
    ROOMS.put("describe", with("spi", "schema", "catalog", "event", "delivery", "lane"));
    ROOMS.put(
        "startup",
        with(
            "store",
            "background",
            "work",
            "catalog",
            "key",
            "admission",
            "auth",
            "credential",
            "outbound",
            "idempotency",
            "receiver",
            "lease"));
    // Of the spi, what describes a record.
    ROOMS.put("overview", with("store", "background", "work", "access", "spi"));
    ROOMS.put("health", with("store", "background", "work", "startup"));
    ROOMS.put("http", with("store", "background", "quota", "access", "admission", "session"));
    ROOMS.put("web", with("access", "key", "admission", "community", "describe", "http"));
    ROOMS.put(
        "rest",
        with(
            "store",
            "quota",
            "audit",
            "access",
            "key",
            "admission",
            "session",
            "overview",
            "auth",
            "idempotency",
            "community",
            "identity",
            "action",
            "lifecycle",
            "delivery",
            "webhook",
            "routing",
            "rotation",
            "setup",
            "http"));
  }

  private static final JavaClasses HOUSE_CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("org.metagov.gateway");

  private static final DescribedPredicate<JavaClass> OF_OURS =
      resideInAPackage(HOUSE + "*..").and(not(resideInAPackage(HOUSE + "spi..")));

  private static final ArchRule JAX_RS_STAYS_OUTSIDE =
      noClasses()
          .that(not(simpleNameEndingWith("Resource")))
          .and(not(resideInAnyPackage(HOUSE + "http..", HOUSE + "rest..")))
          .should()
          .dependOnClassesThat(resideInAPackage("jakarta.ws.rs.."))
          .because("a resource translates; what lies behind it knows nothing of HTTP");

  private static final ArchRule RESOURCES_ARE_MADE_ONCE =
      classes()
          .that()
          .haveSimpleNameEndingWith("Resource")
          .should()
          .beAnnotatedWith(ApplicationScoped.class)
          .because("to make one for each request costs more than most of what they do");

  private static final ArchRule THE_ENTITY_MANAGER_STAYS_INSIDE =
      noClasses()
          .that(not(simpleNameEndingWith("Service")))
          .and(not(resideInAPackage(HOUSE + "store..")))
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("jakarta.persistence.EntityManager")
          .because("only services know of transactions");

  /** Any of these passes through the zone of the JVM on its way into a column, or out of it. */
  private static final ArchRule WHAT_IS_CALLED_OF_AN_EJB_IS_PUBLIC =
      noClasses()
          .should()
          .callMethodWhere(
              DescribedPredicate.describe(
                  "a method of another EJB is called that is not public",
                  call ->
                      call.getTargetOwner().isAnnotatedWith(Stateless.class)
                          && !call.getOriginOwner().equals(call.getTargetOwner())
                          && call.getTarget()
                              .resolveMember()
                              .filter(HousePlanTest::isHidden)
                              .isPresent()))
          .because("the container says that it is no business method, when it is called");

  private static final DescribedPredicate<CanBeAnnotated> AN_EJB =
      annotatedWith(Stateless.class).or(annotatedWith(Singleton.class));

  private static final ArchRule AN_EJB_IS_INJECTED_AS_SUCH =
      noFields()
          .that()
          .haveRawType(AN_EJB.forSubtype())
          .should()
          .beAnnotatedWith(Inject.class)
          .because("the server makes an exception at each call of one that CDI injects");

  private static final ArchRule NOTHING_ELSE_IS_INJECTED_AS_AN_EJB =
      fields()
          .that()
          .areAnnotatedWith(EJB.class)
          .should()
          .haveRawType(AN_EJB.forSubtype())
          .because("the server looks for it in vain when it starts, and the compiler does not");

  private static boolean isHidden(JavaMethod method) {
    return !method.getModifiers().contains(JavaModifier.PUBLIC)
        && !method.getModifiers().contains(JavaModifier.STATIC);
  }

  private static final ArchRule TIMES_HAVE_NO_ZONE =
      noClasses()
          .that(not(resideInAPackage(HOUSE + "plugins..")))
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.sql.Timestamp")
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.util.Date")
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.util.Calendar")
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.time.LocalDateTime")
          .because("an hour a year is not in every zone; store InstantColumn.micros(...)");

  private static final ArchRule NOTHING_OF_OURS_IN_SIGNATURES =
      noMethods()
          .that()
          .areDeclaredInClassesThat(resideInAPackage(HOUSE + "spi.."))
          .and()
          .areNotPrivate()
          .should()
          .haveRawReturnType(OF_OURS)
          .orShould()
          .haveRawParameterTypes(anyElementThat(OF_OURS))
          .because("a plugin is compiled against the spi alone");

  /** Who may use the store may use the database, and what its columns are sealed with. */
  private static List<String> with(String... rooms) {
    Stream<String> all = Stream.concat(UNDER_EVERY_ROOM.stream(), Stream.of(rooms));
    return (List.of(rooms).contains("store")
            ? Stream.concat(all, Stream.of("secret", "database"))
            : all)
        .toList();
  }

  private static ArchRule room(String room, List<String> mayUse) {
    String[] allowed =
        Stream.concat(Stream.of(room), mayUse.stream())
            .map(r -> HOUSE + r + "..")
            .toArray(String[]::new);
    return noClasses()
        .that(resideInAPackage(HOUSE + room + ".."))
        .should()
        .dependOnClassesThat(resideInAPackage(HOUSE + "*..").and(not(resideInAnyPackage(allowed))));
  }

  @TestFactory
  Stream<DynamicTest> aRoomUsesOnlyWhatThePlanAllows() {
    return ROOMS.entrySet().stream()
        .map(
            entry ->
                DynamicTest.dynamicTest(
                    entry.getKey(),
                    () -> room(entry.getKey(), entry.getValue()).check(HOUSE_CLASSES)));
  }

  @Test
  void everyClassIsInARoomOfThePlan() {
    classes()
        .should()
        .resideInAnyPackage(
            ROOMS.keySet().stream().map(r -> HOUSE + r + "..").toArray(String[]::new))
        .check(HOUSE_CLASSES);
  }

  @Test
  void noRoomsUseEachOtherInACircle() {
    slices().matching(HOUSE + "(*)..").should().beFreeOfCycles().check(HOUSE_CLASSES);
  }

  @Test
  void whatAPluginAuthorSeesIsOfTheSpiAlone() {
    NOTHING_OF_OURS_IN_SIGNATURES.check(HOUSE_CLASSES);
  }

  @Test
  void onlyResourcesSeeJaxRs() {
    JAX_RS_STAYS_OUTSIDE.check(HOUSE_CLASSES);
  }

  @Test
  void resourcesAreMadeOnce() {
    RESOURCES_ARE_MADE_ONCE.check(HOUSE_CLASSES);
  }

  @Test
  void onlyServicesSeeTheEntityManager() {
    THE_ENTITY_MANAGER_STAYS_INSIDE.check(HOUSE_CLASSES);
  }

  @Test
  void timesHaveNoZone() {
    TIMES_HAVE_NO_ZONE.check(HOUSE_CLASSES);
  }

  @Test
  void whatIsCalledOfAnEjbIsPublic() {
    WHAT_IS_CALLED_OF_AN_EJB_IS_PUBLIC.check(HOUSE_CLASSES);
  }

  @Test
  void anEjbIsInjectedAsSuch() {
    AN_EJB_IS_INJECTED_AS_SUCH.check(HOUSE_CLASSES);
    NOTHING_ELSE_IS_INJECTED_AS_AN_EJB.check(HOUSE_CLASSES);
  }

  @Test
  void noMigrationMakesATimestamp() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src/main/resources/db"))) {
      assertThat(files.filter(file -> Files.isRegularFile(file) && number(file) > 7))
          .allSatisfy(
              file -> assertThat(Files.readString(file)).doesNotContainIgnoringCase("timestamp"));
    }
  }

  private static int number(Path migration) {
    String name = migration.getFileName().toString();
    return Integer.parseInt(name.substring(1, name.indexOf("__")));
  }

  @Test
  void aPlantedViolationIsFound() {
    JavaClasses planted = new ClassFileImporter().importPackages(HOUSE + "plugins.planted");
    assertThat(room("plugins", ROOMS.get("plugins")).evaluate(planted).hasViolation()).isTrue();
    assertThat(JAX_RS_STAYS_OUTSIDE.evaluate(planted).hasViolation()).isTrue();
    assertThat(THE_ENTITY_MANAGER_STAYS_INSIDE.evaluate(planted).hasViolation()).isTrue();
    assertThat(AN_EJB_IS_INJECTED_AS_SUCH.evaluate(planted).hasViolation()).isTrue();
    assertThat(NOTHING_ELSE_IS_INJECTED_AS_AN_EJB.evaluate(planted).hasViolation()).isTrue();
    // With the test of the migration, which knows the times of old.
    JavaClasses tests = new ClassFileImporter().importPackages(HOUSE + "database");
    assertThat(TIMES_HAVE_NO_ZONE.evaluate(tests).hasViolation()).isTrue();
  }
}
