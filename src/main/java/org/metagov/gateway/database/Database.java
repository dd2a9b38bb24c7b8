package org.metagov.gateway.database;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.metagov.gateway.secret.Keyring;
import org.metagov.gateway.secret.MasterKeys;
import org.metagov.gateway.secret.Vault;
import org.metagov.gateway.settings.DeploymentWatch;
import org.metagov.gateway.settings.Setting;
import org.metagov.gateway.settings.Settings;
import org.metagov.gateway.settings.StartFailure;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The one database of this application. The first connection opens it: it is then checked to keep
 * its commits and migrated, before JPA or anything else can see it.
 */
public final class Database {
  private static final Logger LOG = Logger.getLogger(Database.class.getName());

  /** Warns of each statement of a migration that has found no row to change, as most do. */
  private static final Logger SCRIPTS =
      Logger.getLogger("org.flywaydb.core.internal.sqlscript.DefaultSqlScriptExecutor");

  private static final String VERSIONS = "classpath:db/migration";
  private static final String BASELINE = "classpath:db/baseline";

  private static Database instance;

  private final Dialect dialect;
  private final Path dataDir;
  private final DataSource source;

  /** Where the schema is brought up to date: without limits. */
  private final DataSource patient;

  private final SessionLimits limits;
  private final MasterKeys masters;
  private final int poolSize;
  private SecretKeys keys;
  private Vault vault;
  private final MonotonicClock clock = new MonotonicClock();
  private volatile boolean isOpen;
  private final AtomicBoolean away = new AtomicBoolean();

  /** Hears of each connection that was opened (true), or not. */
  private volatile Consumer<Boolean> opened = any -> {};

  private String schemaVersion;

  Database(Settings settings) {
    dataDir = settings.get(Setting.DATA_DIR);
    Optional<String> url = settings.find(Setting.DB_URL);
    dialect = url.isPresent() ? Dialect.POSTGRESQL : Dialect.DERBY;
    limits = SessionLimits.of(settings);
    masters = new MasterKeys(settings);
    poolSize = settings.get(Setting.DB_POOL_SIZE);
    source =
        url.isPresent()
            ? postgresql(url.get(), settings, limits.silence())
            : DerbyHome.open(dataDir);
    patient = url.isPresent() ? postgresql(url.get(), settings, Duration.ZERO) : source;
  }

  /** Returns the database, opened; a failure to open it ends the start. */
  public static synchronized Database get() {
    if (instance == null) {
      DeploymentWatch.begin();
      try {
        Database database = new Database(Settings.load());
        database.open();
        instance = database;
      } catch (RuntimeException | SQLException e) {
        throw StartFailure.because(e);
      }
    }
    return instance;
  }

  /** Opens a database of {@code settings} that nothing else shares. */
  public static Database openFor(Settings settings) throws SQLException {
    Database database = new Database(settings);
    database.open();
    return database;
  }

  /** Closes the database, if it was opened. */
  static synchronized void close() {
    if (instance != null) {
      instance.shutDown();
      instance = null;
    }
  }

  /** Returns a connection of its own, outside any pool. */
  public Connection connect() throws SQLException {
    try {
      Connection connection = dialect.connect(source, dataDir, limits);
      opened.accept(true);
      if (away.getAndSet(false)) {
        LOG.info("The database is there again");
      }
      return connection;
    } catch (SQLException e) {
      tell(e);
      throw e;
    } catch (RuntimeException e) {
      tell(e);
      throw new SQLNonTransientConnectionException("cannot connect to the database", "08001", e);
    }
  }

  /** From now on {@code hearer} hears of each connection that is opened (true), or not. */
  void tellOpened(Consumer<Boolean> hearer) {
    opened = hearer;
  }

  /** Returns the version that the schema was brought to when it was opened. */
  String schemaVersion() {
    return schemaVersion;
  }

  /** Once, and not for everybody who wants a connection until it is there again. */
  private void tell(Exception failure) {
    opened.accept(false);
    if (isOpen && !away.getAndSet(true)) {
      LOG.warning("The database is away: " + reason(failure).getMessage());
    }
  }

  /** Derby says only in the next exception what is the matter. */
  private static Exception reason(Exception failure) {
    return failure instanceof SQLException sql && sql.getNextException() != null
        ? sql.getNextException()
        : failure;
  }

  /** Returns {@code select} so that it does not wait for what other transactions are writing. */
  public String withoutWaiting(String select) {
    return dialect.withoutWaiting(select);
  }

  /** Returns {@code select} so that what it finds is locked to the end of the transaction. */
  public String locking(String select) {
    return dialect.locking(select);
  }

  /** Returns the time of this node. */
  public Instant ownTime() {
    return clock.now();
  }

  /** Returns the time by the store's clock. */
  public Instant now(Connection connection) throws SQLException {
    return dialect.now(connection, clock);
  }

  /** Returns whether this process is the only one that works on the database. */
  public boolean ownedByThisProcess() {
    return dialect == Dialect.DERBY;
  }

  public void shutDown() {
    if (dialect == Dialect.DERBY) {
      DerbyHome.close(dataDir);
    }
  }

  /** Returns a sentence part on where the data lies, without a secret. */
  String place() {
    return dialect == Dialect.DERBY ? dataDir.toString() : "the PostgreSQL database";
  }

  private void open() throws SQLException {
    boolean isNew = openUnsealed();
    try (Connection connection = patientConnection()) {
      if (isNew) {
        StoreTask.SEAL.isDone(connection);
      } else {
        new FirstSealing(connection, dialect).doIfDue();
      }
      if (StoreTask.FORGET_KEY.isDue(connection)) {
        forgetKey(connection);
      }
    }
    isOpen = true;
  }

  /** Opens it but for what an earlier version has left in clear; returns whether it was empty. */
  boolean openUnsealed() throws SQLException {
    try (Connection connection = firstConnection()) {
      Optional<String> loss = dialect.losesCommits(connection, dataDir);
      if (loss.isPresent()) {
        throw new IllegalStateException(loss.get());
      }
      dialect.connections(connection).flatMap(this::tooFew).ifPresent(LOG::warning);
    }
    boolean isNew = migrate();
    try (Connection connection = firstConnection()) {
      openVault(connection);
    }
    return isNew;
  }

  private Optional<String> tooFew(int connections) {
    return tooFew(connections, poolSize);
  }

  /** Returns what is wrong with a database that takes fewer connections than there are to be. */
  public static Optional<String> tooFew(int connections, int poolSize) {
    return connections >= poolSize
        ? Optional.empty()
        : Optional.of(
            "%s is %d, but PostgreSQL takes %d connections only: lower the one or raise the other"
                .formatted(Setting.DB_POOL_SIZE.key(), poolSize, connections));
  }

  /** Returns a connection without limits: what is done once at a start may take long. */
  private Connection patientConnection() throws SQLException {
    Connection connection = ownedByThisProcess() ? connect() : patient.getConnection();
    if (dialect.unlimited() != null) {
      try (Statement sql = connection.createStatement()) {
        sql.execute(dialect.unlimited());
      }
    }
    return connection;
  }

  /** From here on what is secret can be read, and written. */
  private void openVault(Connection connection) throws SQLException {
    keys = SecretKeys.open(connection, masters, now(connection));
    vault = new Vault(keys.read(connection), this::readKeys, ownedByThisProcess());
    Vault.use(vault);
  }

  private Keyring readKeys() {
    try (Connection connection = connect()) {
      return keys.read(connection);
    } catch (SQLException e) {
      throw new IllegalStateException("the keys in the database cannot be read", e);
    }
  }

  /** Reads by {@code connection} the keys with which is sealed from here on. */
  public Keyring lookAtKeys(Connection connection) {
    return vault.look(
        () -> {
          try {
            return keys.read(connection);
          } catch (SQLException e) {
            throw new IllegalStateException("the keys in the database cannot be read", e);
          }
        });
  }

  /**
   * Seals by {@code connection} with the key of now what another one has sealed.
   *
   * @param goOn asked before each transaction: false ends it
   * @return how many rows were sealed
   */
  public int seal(Connection connection, BooleanSupplier goOn) throws SQLException {
    return new Resealing(connection, dialect, vault, false).all(goOn);
  }

  /** Looks by {@code connection} for what the retired key {@code id} has still sealed. */
  public Remains remains(Connection connection, String id) throws SQLException {
    return Remains.of(connection, dialect, vault, id);
  }

  /** Returns what reads and writes the keys in the database. */
  public SecretKeys keys() {
    return keys;
  }

  /**
   * Removes by {@code connection} a key that nothing is sealed with, from the files, too: what is
   * killed in between does that at its next start.
   */
  public void giveUp(Connection connection, String key) throws SQLException {
    keys.giveUp(connection, key);
    lookAtKeys(connection);
    forgetKey(connection);
  }

  private void forgetKey(Connection connection) throws SQLException {
    dialect.forget(connection, List.of("secret_key"));
    StoreTask.FORGET_KEY.isDone(connection);
  }

  private Connection firstConnection() {
    try {
      return connect();
    } catch (SQLException e) {
      String setting = dialect == Dialect.DERBY ? "metagov.data-dir" : "metagov.db.url";
      throw new IllegalStateException(setting + ": the database cannot be opened", reason(e));
    }
  }

  /** Returns whether the database was empty before. */
  private boolean migrate() {
    SCRIPTS.setFilter(line -> !String.valueOf(line.getMessage()).contains("SQL State: 02000"));
    try {
      Flyway migrations = migrations(dialect).dataSource(patient).load();
      boolean isNew = migrations.migrate().initialSchemaVersion == null;
      schemaVersion = migrations.info().current().getVersion().toString();
      return isNew;
    } catch (FlywayException e) {
      throw new IllegalStateException("the database schema cannot be brought up to date", e);
    }
  }

  /**
   * Returns what brings a database of {@code dialect} up to date, but for where that is: an empty
   * one in one step.
   */
  public static FluentConfiguration migrations(Dialect dialect) {
    return eachVersion(dialect).locations(VERSIONS, BASELINE);
  }

  /** Returns what takes an empty database, too, through one version after the other. */
  public static FluentConfiguration eachVersion(Dialect dialect) {
    return Flyway.configure(Database.class.getClassLoader())
        .locations(VERSIONS)
        .javaMigrations(new TimesAsMicros(dialect))
        .initSql(dialect.unlimited())
        .placeholders(dialect.columnTypes());
  }

  /**
   * Returns connections to {@code url}.
   *
   * @param silence how long a call waits for an answer; nothing: for ever
   */
  private static PGSimpleDataSource postgresql(String url, Settings settings, Duration silence) {
    PGSimpleDataSource postgresql = new PGSimpleDataSource();
    postgresql.setUrl(url);
    settings.find(Setting.DB_USER).ifPresent(postgresql::setUser);
    settings.find(Setting.DB_PASSWORD).ifPresent(postgresql::setPassword);
    postgresql.setApplicationName("metagov-gateway");
    // No call waits for ever on a database that is gone.
    postgresql.setConnectTimeout(5);
    postgresql.setLoginTimeout(10);
    postgresql.setSocketTimeout((int) Math.min(Integer.MAX_VALUE / 1_000, silence.toSeconds()));
    postgresql.setTcpKeepAlive(true);
    // It quotes rows, and with them secrets.
    postgresql.setLogServerErrorDetail(false);
    return postgresql;
  }
}
