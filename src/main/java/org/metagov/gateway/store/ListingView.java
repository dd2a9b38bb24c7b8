package org.metagov.gateway.store;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.function.Function;
import org.metagov.gateway.json.JsonText;

/** Pages as drivers see them. */
public final class ListingView {
  private ListingView() {}

  /** Returns {@code {<name>: [...], "next": <id or null>}}. */
  public static <T> JsonObject of(String name, Listing<T> listing, Function<T, JsonObject> view) {
    JsonArrayBuilder list = JsonText.array();
    listing.rows().stream().map(view).forEach(list::add);
    JsonObjectBuilder page = JsonText.object().add(name, list);
    return (listing.next().isPresent()
            ? page.add("next", listing.next().getAsLong())
            : page.addNull("next"))
        .build();
  }
}
