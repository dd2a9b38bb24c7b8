package org.metagov.gateway.database;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;

/** A text column whose content is sealed, so that the database never sees it in clear. */
@Converter
public class SealedColumn implements AttributeConverter<Sealed, String> {
  @Override
  public String convertToDatabaseColumn(Sealed value) {
    return value == null ? null : value.column();
  }

  @Override
  public Sealed convertToEntityAttribute(String text) {
    return text == null ? null : Sealed.read(text);
  }
}
