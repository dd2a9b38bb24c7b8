package org.metagov.gateway.describe;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.metagov.gateway.catalog.Catalog;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.operation.Routes;

/**
 * The documents, made when somebody asks for them, and kept but for those of one community: what
 * they are made of does not change while the server runs.
 */
@ApplicationScoped
public class Documents {
  @Inject private Catalog catalog;
  @Inject private Routes routes;

  private final Map<Wanted, byte[]> kept = new ConcurrentHashMap<>();

  /** What a document is about. */
  public enum Kind {
    OPEN_API,
    ASYNC_API
  }

  private record Wanted(Kind kind, Audience audience, boolean yaml, String version) {}

  /** Returns a document in UTF-8, as YAML or as JSON. */
  public byte[] find(Kind kind, Audience audience, boolean yaml, String version) {
    Wanted wanted = new Wanted(kind, audience, yaml, version);
    Supplier<byte[]> made = () -> text(wanted).getBytes(StandardCharsets.UTF_8);
    return audience.community().isPresent()
        ? made.get()
        : kept.computeIfAbsent(wanted, absent -> made.get());
  }

  private String text(Wanted wanted) {
    JsonObject document =
        switch (wanted.kind()) {
          case OPEN_API -> OpenApi.of(routes, catalog.all(), wanted.audience(), wanted.version());
          case ASYNC_API -> AsyncApi.of(routes, catalog.all(), wanted.audience(), wanted.version());
        };
    return wanted.yaml() ? Yaml.of(document) : JsonText.write(document);
  }
}
