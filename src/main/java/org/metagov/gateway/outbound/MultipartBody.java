package org.metagov.gateway.outbound;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.metagov.gateway.spi.FormPart;
import org.metagov.gateway.spi.InvalidParameterException;

/**
 * A form as {@code multipart/form-data} (RFC 7578), with names as browsers write them (HTML,
 * "Multipart form data").
 */
final class MultipartBody {
  private static final Pattern TYPE = Pattern.compile("[\\x20-\\x7e]{1,200}");

  private final String boundary = "----metagov-" + UUID.randomUUID();
  private final List<FormPart> parts;

  MultipartBody(List<FormPart> parts) {
    this.parts = List.copyOf(parts);
  }

  String contentType() {
    return "multipart/form-data; boundary=" + boundary;
  }

  /** Returns the body; nobody who chooses what is in it can know what stands between the parts. */
  byte[] bytes() {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (FormPart part : parts) {
      body.writeBytes(RequestHeaders.utf8("--" + boundary + "\r\n" + head(part) + "\r\n"));
      body.writeBytes(part.content());
      body.writeBytes(RequestHeaders.utf8("\r\n"));
    }
    body.writeBytes(RequestHeaders.utf8("--" + boundary + "--\r\n"));
    return body.toByteArray();
  }

  private static String head(FormPart part) {
    if (!TYPE.matcher(part.contentType()).matches()) {
      throw new InvalidParameterException("The content type of " + part.name() + " cannot be sent");
    }
    String file = part.fileName().map(name -> "; filename=\"" + escaped(name) + "\"").orElse("");
    return "Content-Disposition: form-data; name=\""
        + escaped(part.name())
        + "\""
        + file
        + "\r\nContent-Type: "
        + part.contentType()
        + "\r\n";
  }

  private static String escaped(String name) {
    return name.replace("\"", "%22").replace("\r", "%0D").replace("\n", "%0A");
  }
}
