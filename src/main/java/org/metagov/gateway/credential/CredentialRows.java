package org.metagov.gateway.credential;

import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.metagov.gateway.database.Sealed;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.UnreadableException;
import org.metagov.gateway.secret.Cell;
import org.metagov.gateway.secret.Vault;
import org.metagov.gateway.spi.Credential;
import org.metagov.gateway.store.Among;
import org.metagov.gateway.store.ByIndex;
import org.metagov.gateway.store.Sql;

/** The table of credentials. */
final class CredentialRows {
  private static final String READ =
      "SELECT name, row_key, content, version FROM credential WHERE instance_id = ?";

  private CredentialRows() {}

  /**
   * A credential as it was read.
   *
   * @param version another one each time that another one is written
   */
  record Kept(Credential credential, long version) {}

  /** Returns the credential {@code name} of {@code instance}. */
  static Optional<Kept> find(Sql sql, long instance, String name) {
    return sql
        .select(READ + " AND name = ?", CredentialRows::read, List.of(instance, name))
        .stream()
        .findFirst();
  }

  /** Returns all credentials of {@code instance}, by name. */
  static Map<String, Credential> all(Sql sql, long instance) {
    Map<String, Credential> all = new LinkedHashMap<>();
    sql.select(
            READ + " ORDER BY name",
            row -> Map.entry(row.getString("name"), read(row).credential()),
            List.of(instance))
        .forEach(each -> all.put(each.getKey(), each.getValue()));
    return all;
  }

  /**
   * Returns all credentials of {@code instances}, of which there is one at least, by their ids and
   * by name; nothing in place of one that cannot be opened.
   */
  static Map<Long, Map<String, Optional<Credential>>> all(Sql sql, List<Long> instances) {
    record Row(long instance, String name, Optional<Credential> credential) {}
    Among among = Among.of(instances);
    List<Row> rows =
        sql.select(
            "SELECT instance_id, name, row_key, content FROM credential"
                + ByIndex.ofConstraint("CREDENTIAL_ONCE")
                + " WHERE instance_id IN "
                + among.list(),
            row -> new Row(row.getLong("instance_id"), row.getString("name"), readable(row)),
            among.values());
    Map<Long, Map<String, Optional<Credential>>> all = new HashMap<>();
    rows.forEach(
        row ->
            all.computeIfAbsent(row.instance(), id -> new TreeMap<>())
                .put(row.name(), row.credential()));
    return all;
  }

  private static Optional<Credential> readable(ResultSet row) throws SQLException {
    String key = row.getString("row_key");
    String content = row.getString("content");
    return UnreadableException.orNothing(() -> Optional.of(open(key, content)));
  }

  /**
   * Locks {@code instance} to the end of the transaction, so that one writes after another.
   *
   * @return whether it is there
   */
  static boolean lock(Sql sql, long instance) {
    return !sql.selectLocked(
            "SELECT id FROM plugin_instance WHERE id = ?", row -> row.getLong(1), List.of(instance))
        .isEmpty();
  }

  /**
   * Writes {@code credential}; whoever calls this has {@link #lock locked} the instance.
   *
   * @throws ProblemException 409 where it is one more than an instance may have
   */
  static void write(Sql sql, long instance, String name, Credential credential) {
    String row = Sealed.newRow();
    String sealed = sealed(row, credential);
    int written =
        sql.update(
            "UPDATE credential SET row_key = ?, content = ?, version = version + 1"
                + " WHERE instance_id = ? AND name = ?",
            List.of(row, sealed, instance, name));
    if (written == 0) {
      if (count(sql, instance) >= CredentialName.MOST) {
        throw CredentialName.tooMany();
      }
      sql.update(
          "INSERT INTO credential (instance_id, name, row_key, content, version)"
              + " VALUES (?, ?, ?, ?, 1)",
          List.of(instance, name, row, sealed));
    }
  }

  private static long count(Sql sql, long instance) {
    return sql.select(
            "SELECT COUNT(*) FROM credential WHERE instance_id = ?",
            row -> row.getLong(1),
            List.of(instance))
        .get(0);
  }

  /** Returns the version of the credential {@code name}, which is there. */
  static long version(Sql sql, long instance, String name) {
    return sql.select(
            "SELECT version FROM credential WHERE instance_id = ? AND name = ?",
            row -> row.getLong(1),
            List.of(instance, name))
        .get(0);
  }

  /** Removes a credential; whoever calls this has {@link #lock locked} the instance. */
  static void remove(Sql sql, long instance, String name) {
    sql.update(
        "DELETE FROM credential WHERE instance_id = ? AND name = ?", List.of(instance, name));
  }

  /**
   * Writes when the credential that is there ends. It stays the same one: whoever renews it just
   * now is not too late, or what the platform has given in its place would be lost.
   */
  static void end(Sql sql, long instance, String name, Credential ended) {
    String row = Sealed.newRow();
    sql.update(
        "UPDATE credential SET row_key = ?, content = ? WHERE instance_id = ? AND name = ?",
        List.of(row, sealed(row, ended), instance, name));
  }

  private static String sealed(String row, Credential credential) {
    return Vault.get().seal(cell(row), JsonText.write(json(credential)));
  }

  private static Kept read(ResultSet row) throws SQLException {
    return new Kept(
        open(row.getString("row_key"), row.getString("content")), row.getLong("version"));
  }

  private static Credential open(String key, String content) {
    String text = Vault.get().open(cell(key), content);
    return credential(JsonText.parse(text).asJsonObject());
  }

  private static Cell cell(String row) {
    return Cell.of("credential", row, "content");
  }

  private static JsonObject json(Credential credential) {
    JsonObjectBuilder json = JsonText.object().add("token", credential.token());
    credential.refreshToken().ifPresent(token -> json.add("refresh_token", token));
    credential.expiresAt().ifPresent(time -> json.add("expires_at", time.toString()));
    return json.build();
  }

  private static Credential credential(JsonObject json) {
    return new Credential(
        json.getString("token"),
        text(json, "refresh_token"),
        text(json, "expires_at").map(Instant::parse));
  }

  private static Optional<String> text(JsonObject json, String name) {
    return Optional.ofNullable(json.get(name)).map(value -> ((JsonString) value).getString());
  }
}
