package org.metagov.gateway.rest;

import jakarta.annotation.Priority;
import jakarta.json.JsonValue;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.MessageBodyWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import org.metagov.gateway.http.ProblemBody;
import org.metagov.gateway.json.JsonText;

/** Writes JSON values as UTF-8. */
@Produces({MediaType.APPLICATION_JSON, ProblemBody.MEDIA_TYPE})
@Priority(Priorities.USER - 1000) // Before the server's own, which looks its provider up each time.
public class JsonBodyWriter implements MessageBodyWriter<JsonValue> {
  @Override
  public boolean isWriteable(
      Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
    return JsonValue.class.isAssignableFrom(type);
  }

  @Override
  public void writeTo(
      JsonValue value,
      Class<?> type,
      Type genericType,
      Annotation[] annotations,
      MediaType mediaType,
      MultivaluedMap<String, Object> headers,
      OutputStream out)
      throws IOException {
    out.write(JsonText.write(value).getBytes(StandardCharsets.UTF_8));
  }
}
