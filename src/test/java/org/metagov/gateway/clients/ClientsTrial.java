package org.metagov.gateway.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.metagov.gateway.testing.GatewayProcess;

/**
 * Clients that OpenAPI Generator makes of what the running server answers at {@code /openapi}
 * compile, and perform the quick start of the README.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClientsTrial {
  private static final Path SOURCES = Path.of("src", "test", "clients");
  private static final String CODE_ONLY =
      "apis,models,supportingFiles,apiDocs=false,modelDocs=false,apiTests=false,modelTests=false";
  private static final String PACKAGES =
      "invokerPackage=org.metagov.client,apiPackage=org.metagov.client.api,"
          + "modelPackage=org.metagov.client.model,useJakartaEe=true,openApiNullable=false,"
          + "useSingleRequestParameter=true";

  private static Path work;
  private static Path node;
  private static GatewayProcess gateway;

  @BeforeAll
  static void start() throws IOException {
    gateway = GatewayProcess.options().data(GatewayProcess.newData()).start();
    work = Files.createTempDirectory(GatewayProcess.folder("clients"), "trial-");
    node = Files.createDirectory(work.resolve("node"));
    for (String name : List.of("openapi", "asyncapi")) {
      Files.writeString(node.resolve(name + ".json"), gateway.api().get("/" + name).text());
    }
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  /** Makes a client, in {@code folder} of the trial's. */
  private static Path generate(String folder, String... options) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Language.java(),
                "-XX:TieredStopAtLevel=1",
                "-jar",
                System.getProperty("clients.generator"),
                "generate",
                "-i",
                node.resolve("openapi.json").toString(),
                "-o",
                work.resolve(folder).toString(),
                "--global-property",
                CODE_ONLY));
    command.addAll(List.of(options));
    Program.run(work, Map.of(), command.toArray(String[]::new));
    return work.resolve(folder);
  }

  private static String base() {
    return gateway.api().base().toString();
  }

  @Test
  @Order(1)
  void aClientInJavaPerformsTheQuickStart() throws IOException {
    Path client =
        generate("java", "-g", "java", "--library", "native", "--additional-properties", PACKAGES);
    List<String> arguments =
        new ArrayList<>(List.of("-nowarn", "-proc:none", "-d", work.resolve("classes").toString()));
    try (Stream<Path> files = Files.walk(client.resolve("src/main/java"))) {
      files.map(Path::toString).filter(file -> file.endsWith(".java")).forEach(arguments::add);
    }
    arguments.add(SOURCES.resolve("QuickStart.java").toString());
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    assertThat(compiler.run(null, null, null, arguments.toArray(String[]::new))).isZero();
    String classes = work.resolve("classes") + ":" + System.getProperty("java.class.path");
    Program.run(work, Map.of("CLASSPATH", classes), Language.java(), "QuickStart", base());
  }

  @Test
  @Order(2)
  void aClientInPythonPerformsTheQuickStart() {
    Language.PYTHON.require();
    Path client =
        generate("python", "-g", "python-pydantic-v1", "--package-name", "metagov_client");
    Program.run(
        work,
        Map.of("PYTHONPATH", client.toString()),
        Language.python(),
        SOURCES.resolve("quick_start.py").toAbsolutePath().toString(),
        base());
  }

  @Test
  @Order(3)
  void aClientInTypeScriptPerformsTheQuickStart() throws IOException {
    Language.NODE.require();
    Path client =
        generate(
            "typescript",
            "-g",
            "typescript-fetch",
            "--additional-properties",
            "importFileExtension=.js");
    Files.move(client, node.resolve("client"));
    try (Stream<Path> files = Files.list(SOURCES)) {
      for (Path file : files.toList()) {
        Files.copy(file, node.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    Program.run(node, Map.of(), "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund");
    Program.run(node, Map.of(), "node", "node_modules/typescript/bin/tsc", "-p", ".");
    Program.run(node, Map.of(), "node", "js/quick-start.js", base());
  }

  /** Besides those of the unit tests: another one for OpenAPI, and that of the AsyncAPI project. */
  @Test
  @Order(4)
  void theDocumentsAreValidForValidatorsOfOthers() {
    Language.NODE.require();
    Program.run(node, Map.of(), "node", "check-documents.mjs");
  }
}
