package org.metagov.gateway.proxies;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A proxy of Debian's, and how it is started with the project's file for it. */
enum Program {
  NGINX("/usr/sbin/nginx", "nginx.conf") {
    @Override
    String at(String text, int open, int drivers) {
      return text.replaceAll("listen 443\\b", "listen 127.0.0.1:" + open)
          .replaceAll("listen 8443\\b", "listen 127.0.0.1:" + drivers);
    }

    @Override
    String open(String text) {
      return text.replace(" ssl http2;", ";").replaceAll("(?m)^ *ssl_.*\n", "");
    }

    @Override
    String closed(String text, Certificate certificate) {
      return text.replace("/etc/ssl/certs/gateway.pem", certificate.chain().toString())
          .replace("/etc/ssl/private/gateway.key", certificate.key().toString());
    }

    @Override
    List<String> command(Path site) throws IOException {
      String temporary =
          Stream.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
              .map(kind -> "%s_temp_path %s;".formatted(kind, site.resolveSibling(kind)))
              .collect(Collectors.joining("\n  "));
      Path file = site.resolveSibling("main.conf");
      Files.writeString(
          file,
          """
          daemon off;
          user %s;
          pid %s;
          error_log stderr notice;
          events {}
          http {
            access_log off;
            %s
            include %s;
          }
          """
              .formatted(
                  System.getProperty("user.name"), site.resolveSibling("pid"), temporary, site));
      return List.of("-e", "stderr", "-p", site.getParent().toString(), "-c", file.toString());
    }
  },

  APACHE("/usr/sbin/apache2", "apache.conf") {
    private static final List<String> MODULES =
        List.of(
            "mpm_event",
            "authz_core",
            "headers",
            "http2",
            "proxy",
            "proxy_http",
            "reqtimeout",
            "rewrite",
            "ssl");

    @Override
    String at(String text, int open, int drivers) {
      return text.replace("Listen 8443", "")
          .replace("*:443", "127.0.0.1:" + open)
          .replace("*:8443", "127.0.0.1:" + drivers)
          .concat("\nListen 127.0.0.1:%d\nListen 127.0.0.1:%d\n".formatted(open, drivers));
    }

    @Override
    String open(String text) {
      return text.replaceAll("(?m)^ *(SSL|Protocols).*\n", "");
    }

    @Override
    String closed(String text, Certificate certificate) {
      return NGINX.closed(text, certificate);
    }

    @Override
    List<String> command(Path site) throws IOException {
      String modules =
          MODULES.stream()
              .map(
                  name ->
                      "LoadModule %s_module /usr/lib/apache2/modules/mod_%s.so"
                          .formatted(name, name))
              .collect(Collectors.joining("\n"));
      Path file = site.resolveSibling("main.conf");
      Files.writeString(
          file,
          """
          ServerName 127.0.0.1
          ServerRoot %1$s
          DefaultRuntimeDir %1$s
          PidFile %1$s/pid
          Mutex pthread
          ErrorLog /dev/stderr
          User www-data
          Group www-data
          %2$s
          Include %3$s
          """
              .formatted(site.getParent(), modules, site));
      return List.of("-DFOREGROUND", "-f", file.toString());
    }
  },

  HAPROXY("/usr/sbin/haproxy", "haproxy.cfg") {
    @Override
    String at(String text, int open, int drivers) {
      return text.replaceAll("bind :443\\b", "bind 127.0.0.1:" + open)
          .replaceAll("bind :8443\\b", "bind 127.0.0.1:" + drivers);
    }

    @Override
    String open(String text) {
      return text.replaceAll("(?m) ssl crt .*", "");
    }

    @Override
    String closed(String text, Certificate certificate) {
      return text.replace("/etc/haproxy/gateway.pem", certificate.both().toString());
    }

    @Override
    List<String> command(Path site) {
      return List.of("-db", "-f", site.toString());
    }
  };

  private final String executable;
  private final String example;

  Program(String executable, String example) {
    this.executable = executable;
    this.example = example;
  }

  /** Returns the project's file for it. */
  String example() {
    try {
      return Files.readString(Path.of("config", example));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns {@code text}, the project's file, at these ports of this machine. */
  abstract String at(String text, int open, int drivers);

  /** Returns {@code text}, such a file, without TLS, and so without HTTP/2. */
  abstract String open(String text);

  /** Returns {@code text}, such a file, with {@code certificate} in place of the operator's. */
  abstract String closed(String text, Certificate certificate);

  /** Returns the options to run {@code site} in the foreground. */
  abstract List<String> command(Path site) throws IOException;

  /** Starts it in {@code folder} with {@code site}; what it says goes to a file there. */
  Process start(Path folder, String site) {
    if (!Files.isExecutable(Path.of(executable))) {
      throw new AssertionError(
          "There is no " + executable + ": install nginx-light, apache2-bin and haproxy");
    }
    try {
      Path file = Files.writeString(folder.resolve("site.conf"), site);
      return new ProcessBuilder(
              Stream.concat(Stream.of(executable), command(file).stream()).toList())
          .redirectErrorStream(true)
          .redirectOutput(folder.resolve("log").toFile())
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
