package org.example.harness.faults;

import jakarta.annotation.Resource;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.metagov.gateway.database.StoreLifecycle;

/**
 * Takes every connection of the pool, as work that hangs would: {@code POST /test/pool}, and keeps
 * them until {@code DELETE}.
 */
@WebServlet("/test/pool")
public class PoolServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  private static final int WAITING_AT_ONCE = 4;

  @Resource(lookup = StoreLifecycle.DATA_SOURCE)
  private transient DataSource pool;

  private final transient List<Connection> taken = new ArrayList<>();
  private volatile boolean taking;

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response) {
    taking = true;
    for (int i = 0; i < WAITING_AT_ONCE; i++) {
      Thread taker = new Thread(this::take, "takes connections");
      taker.setDaemon(true);
      taker.start();
    }
    response.setStatus(HttpServletResponse.SC_NO_CONTENT);
  }

  private void take() {
    while (taking) {
      try {
        keep(pool.getConnection());
      } catch (SQLException e) {
        // There is none at the moment: one that comes back is taken, too.
      }
    }
  }

  private synchronized void keep(Connection connection) throws SQLException {
    if (taking) {
      taken.add(connection);
    } else {
      connection.close();
    }
  }

  /** Tells how many were taken. */
  @Override
  protected synchronized void doGet(HttpServletRequest request, HttpServletResponse response)
      throws java.io.IOException {
    response.getWriter().print(taken.size());
  }

  @Override
  protected synchronized void doDelete(HttpServletRequest request, HttpServletResponse response) {
    taking = false;
    for (Connection connection : taken) {
      try {
        connection.close();
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }
    taken.clear();
    response.setStatus(HttpServletResponse.SC_NO_CONTENT);
  }
}
