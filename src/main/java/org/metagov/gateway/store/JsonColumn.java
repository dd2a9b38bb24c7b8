package org.metagov.gateway.store;

import jakarta.json.JsonObject;
import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import org.metagov.gateway.json.JsonText;

/** A JSON object in a text column. */
@Converter
public class JsonColumn implements AttributeConverter<JsonObject, String> {
  @Override
  public String convertToDatabaseColumn(JsonObject value) {
    return value == null ? null : JsonText.write(value);
  }

  @Override
  public JsonObject convertToEntityAttribute(String text) {
    return text == null ? null : JsonText.parse(text).asJsonObject();
  }
}
