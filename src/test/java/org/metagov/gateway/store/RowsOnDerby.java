package org.metagov.gateway.store;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Tests of the plain SQL of a room: each in a transaction, of which nothing is left. */
public abstract class RowsOnDerby {
  @TempDir private static Path folder;
  private static EmbeddedDatabase database;

  /** What the test is to use. */
  protected Statements sql;

  private Connection connection;
  private int asked;

  @BeforeAll
  static void open() throws SQLException {
    database = new EmbeddedDatabase(folder);
  }

  @AfterAll
  static void close() {
    database.close();
  }

  @BeforeEach
  void begin() throws SQLException {
    connection = database.connect();
    connection.setAutoCommit(false);
    sql = Statements.on(counted(connection));
  }

  private Connection counted(Connection real) {
    return (Connection)
        Proxy.newProxyInstance(
            Connection.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("prepareStatement")) {
                asked++;
              }
              try {
                return method.invoke(real, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  /** Returns how many statements {@code look} takes. */
  protected int statementsOf(Runnable look) {
    int before = asked;
    look.run();
    return asked - before;
  }

  /** Returns what the database says of how it did the last statement of {@code look}. */
  protected String planOf(Runnable look) {
    try {
      call("CALL SYSCS_UTIL.SYSCS_SET_RUNTIMESTATISTICS(1)");
      look.run();
      try (Statement statement = connection.createStatement();
          ResultSet row =
              statement.executeQuery("VALUES SYSCS_UTIL.SYSCS_GET_RUNTIMESTATISTICS()")) {
        row.next();
        return row.getString(1);
      } finally {
        call("CALL SYSCS_UTIL.SYSCS_SET_RUNTIMESTATISTICS(0)");
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private void call(String procedure) throws SQLException {
    try (CallableStatement statement = connection.prepareCall(procedure)) {
      statement.execute();
    }
  }

  @AfterEach
  void undo() throws SQLException {
    connection.rollback();
    connection.close();
  }
}
