package org.metagov.gateway.startup;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
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

  Announcement(String place) {
    this.place = place;
  }

  @Override
  public void run() {
    Config config = ConfigProvider.getConfig();
    String address =
        config.getOptionalValue("payara.instance.http.address", String.class).orElse("0.0.0.0");
    String port = config.getOptionalValue("payara.instance.http.port", String.class).orElse("8080");
    String reachable = address.equals("0.0.0.0") ? "127.0.0.1" : address;
    try {
      if (answers(URI.create("http://" + reachable + ":" + port + "/health/ready"))) {
        LOG.info(
            "Metagov Gateway listens on http://%s:%s and keeps its data in %s; stop it with Ctrl+C"
                .formatted(address, port, place));
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
