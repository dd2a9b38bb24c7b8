package org.metagov.gateway.startup;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.logging.Logger;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/** Tells the operator where the gateway listens, once it does answer there. */
final class Announcement implements Runnable {
  private static final Logger LOG = Logger.getLogger(Announcement.class.getName());
  private static final int TRIES = 240;
  private static final Duration PAUSE = Duration.ofMillis(250);
  private static final int OK = 200;

  private final String place;
  private final Optional<URI> internal;

  /**
   * Of a gateway that keeps its data at {@code place}.
   *
   * @param internal its listener for drivers only
   */
  Announcement(String place, Optional<URI> internal) {
    this.place = place;
    this.internal = internal;
  }

  @Override
  public void run() {
    Config config = ConfigProvider.getConfig();
    String address =
        config.getOptionalValue("payara.instance.http.address", String.class).orElse("0.0.0.0");
    String port = config.getOptionalValue("payara.instance.http.port", String.class).orElse("8080");
    String open = "http://" + address + ":" + port;
    // Where there are two, only that for drivers tells of it.
    String asked = internal.map(URI::toString).orElse(open).replace("//0.0.0.0:", "//127.0.0.1:");
    try {
      if (answers(URI.create(asked + "/health/ready"))) {
        LOG.info(
            "Metagov Gateway listens on %s%s, has its console at %s/console/ and keeps its data in %s; stop it with Ctrl+C"
                .formatted(
                    open, internal.map(uri -> ", for drivers on " + uri).orElse(""), asked, place));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean answers(URI ready) throws InterruptedException {
    HttpClient client = HttpClient.newBuilder().connectTimeout(PAUSE).build();
    HttpRequest request = HttpRequest.newBuilder(ready).timeout(Duration.ofSeconds(5)).build();
    for (int i = 0; i < TRIES; i++) {
      try {
        if (client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == OK) {
          return true;
        }
      } catch (IOException e) {
        LOG.fine("Not yet: " + e.getMessage());
      }
      Thread.sleep(PAUSE.toMillis());
    }
    return false;
  }
}
