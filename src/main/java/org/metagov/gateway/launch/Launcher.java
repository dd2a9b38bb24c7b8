package org.metagov.gateway.launch;

import java.lang.reflect.InvocationTargetException;
import java.net.URISyntaxException;
import java.nio.file.Path;

/**
 * Starts Payara Micro from its unpacked jars, which stand in the class path of the jar that this
 * class is in. The server's own launcher for that makes the folder of the jars the one it writes
 * to, which two servers must not share; here each start gets a temporary folder of its own.
 */
public final class Launcher {
  private static final String SERVER = "fish.payara.micro.impl.PayaraMicroImpl";

  /** What names the class that reads and writes JSON. */
  static final String JSON_PROVIDER = "jakarta.json.provider";

  private static final String SERVERS_JSON = "org.eclipse.parsson.JsonProviderImpl";

  private Launcher() {}

  /** Starts it with its usual options. */
  public static void main(String[] options) throws Throwable {
    Path jar = jar();
    // What the server finds its own classes and their declarations by.
    System.setProperty("fish.payara.micro.BootJar", jar.toUri().toString());
    System.setProperty("fish.payara.micro.UnpackDir", jar.getParent().toString());
    // Else each jakarta.json.Json of a plugin's looks through all jars. It has to be known before
    // the first one, and that is the server's own.
    if (System.getProperty(JSON_PROVIDER) == null) {
      System.setProperty(JSON_PROVIDER, SERVERS_JSON);
    }
    try {
      Class.forName(SERVER).getMethod("main", String[].class).invoke(null, (Object) options);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static Path jar() throws URISyntaxException {
    return Path.of(Launcher.class.getProtectionDomain().getCodeSource().getLocation().toURI());
  }
}
