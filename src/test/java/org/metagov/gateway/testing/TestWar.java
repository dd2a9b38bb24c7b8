package org.metagov.gateway.testing;

import jakarta.enterprise.inject.spi.Extension;
import java.io.File;
import java.nio.file.Path;
import org.example.harness.clock.MovableClock;
import org.example.harness.faults.BreakableBeans;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.JavaArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** The packaged WAR, with a third party's plugin put in as an operator would. */
public final class TestWar {
  private TestWar() {}

  /** Returns the WAR with a jar of {@code plugin} and its schemas, enabled by one line. */
  public static WebArchive with(Class<?> plugin, String... schemas) {
    return plugging(packaged(), plugin, schemas);
  }

  /** Returns {@code war} with one more such jar. */
  public static WebArchive plugging(WebArchive war, Class<?> plugin, String... schemas) {
    JavaArchive jar =
        ShrinkWrap.create(JavaArchive.class, plugin.getSimpleName() + ".jar")
            .addPackage(plugin.getPackage());
    for (String schema : schemas) {
      jar.addAsResource(plugin.getPackageName().replace('.', '/') + "/" + schema);
    }
    return naming(war, plugin.getName()).addAsLibrary(jar);
  }

  /** Returns the WAR with one more line on the guest list, for a class that may be nowhere. */
  public static WebArchive naming(String plugin) {
    return naming(packaged(), plugin);
  }

  /** Returns the WAR as it is. */
  public static WebArchive packaged() {
    return ShrinkWrap.create(ZipImporter.class, "ROOT.war")
        .importFrom(new File(System.getProperty("gateway.war")))
        .as(WebArchive.class);
  }

  private static WebArchive naming(WebArchive war, String plugin) {
    String guests = text(war, "/WEB-INF/beans.xml");
    String line = "  <class>" + plugin + "</class>\n  </alternatives>";
    war.delete("/WEB-INF/beans.xml");
    return war.addAsWebInfResource(
        new StringAsset(guests.replace("</alternatives>", line)), "beans.xml");
  }

  /** Returns {@code war} with {@code beans} in one more jar. */
  public static WebArchive adding(WebArchive war, Class<?>... beans) {
    return war.addAsLibrary(
        ShrinkWrap.create(JavaArchive.class, "test-beans.jar").addClasses(beans));
  }

  /** Returns {@code war} with a movable clock and fault points in one more jar. */
  public static WebArchive breakable(WebArchive war) {
    return war.addAsLibrary(
        ShrinkWrap.create(JavaArchive.class, "breakable.jar")
            .addPackages(false, MovableClock.class.getPackage(), BreakableBeans.class.getPackage())
            .addAsServiceProvider(Extension.class, BreakableBeans.class)
            // Without it a jar with an extension is no bean archive.
            .addAsManifestResource(
                new StringAsset("<beans bean-discovery-mode=\"annotated\"/>"), "beans.xml"));
  }

  /** Writes {@code war} to a file that a server can deploy. */
  public static Path write(WebArchive war, String folder) {
    Path file = GatewayProcess.folder(folder).resolve("ROOT.war");
    war.as(ZipExporter.class).exportTo(file.toFile(), true);
    return file;
  }

  private static String text(WebArchive war, String path) {
    try (var in = war.get(path).getAsset().openStream()) {
      return new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
