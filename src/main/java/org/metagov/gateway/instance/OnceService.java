package org.metagov.gateway.instance;

import static jakarta.ejb.TransactionAttributeType.MANDATORY;
import static jakarta.ejb.TransactionAttributeType.REQUIRES_NEW;
import static jakarta.ejb.TransactionAttributeType.SUPPORTS;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.inject.Inject;
import jakarta.json.JsonValue;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.metagov.gateway.database.Sealed;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.secret.Cell;
import org.metagov.gateway.secret.Vault;
import org.metagov.gateway.store.Sql;
import org.metagov.gateway.store.StoreClock;

/** Keeps what platforms have answered to calls that are made once for a piece of work. */
@Stateless
@TransactionAttribute(REQUIRES_NEW)
public class OnceService {
  /** Longer than any piece of work is tried, or lies parked. */
  private static final Duration KEPT = Duration.ofDays(30);

  private static final int AT_ONCE = 100;

  @Inject private Sql sql;
  @Inject private StoreClock clock;

  /** Returns what the call {@code name} of {@code work} was answered, if it was made. */
  @TransactionAttribute(SUPPORTS) // One statement.
  public Optional<JsonValue> find(long instance, String work, String name) {
    return sql
        .select(
            "SELECT row_key, content FROM once_result"
                + " WHERE instance_id = ? AND work_key = ? AND name = ?",
            OnceService::read,
            List.of(instance, work, name))
        .stream()
        .findFirst();
  }

  private static JsonValue read(ResultSet row) throws SQLException {
    return JsonText.parse(
        Vault.get().open(cell(row.getString("row_key")), row.getString("content")));
  }

  /** Keeps an answer: at once, whatever becomes of the work; and forgets some that are old. */
  public void keep(long instance, String work, String name, JsonValue answer) {
    String row = Sealed.newRow();
    sql.update(
        "INSERT INTO once_result (instance_id, work_key, name, row_key, content, kept_at)"
            + " VALUES (?, ?, ?, ?, ?, ?)",
        List.of(
            instance,
            work,
            name,
            row,
            Vault.get().seal(cell(row), JsonText.write(answer)),
            clock.now()));
    sql.update(
        "DELETE FROM once_result WHERE id IN (SELECT id FROM once_result WHERE kept_at < ?"
            + " ORDER BY kept_at FETCH FIRST "
            + AT_ONCE
            + " ROWS ONLY)",
        List.of(clock.now().minus(KEPT)));
  }

  /** Forgets the answers of {@code work}, in the transaction that records it. */
  @TransactionAttribute(MANDATORY)
  public void forget(long instance, String work) {
    sql.update(
        "DELETE FROM once_result WHERE instance_id = ? AND work_key = ?", List.of(instance, work));
  }

  private static Cell cell(String row) {
    return Cell.of("once_result", row, "content");
  }
}
