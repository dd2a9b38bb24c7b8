import java.io.*;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.*;
import java.util.*;
import java.util.concurrent.*;
import java.util.concurrent.atomic.*;

/** Load {port} {file} {from} {count} {connections}: posts webhooks of a forum, each line of the file one. */
public class Load {
  public static void main(String[] args) throws Exception {
    int port = Integer.parseInt(args[0]), connections = Integer.parseInt(args[4]);
    long from = Long.parseLong(args[2]), count = Long.parseLong(args[3]);
    List<byte[]> requests = new ArrayList<>();
    try (var lines = Files.lines(Path.of(args[1]))) {
      lines.skip(from).limit(count).forEach(line -> {
        String[] p = line.split(" ", 4);
        requests.add(("POST " + p[0] + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            + "X-Discourse-Instance: http://127.0.0.1:9402\r\nX-Discourse-Event: post_created\r\nX-Discourse-Event-Type: post\r\n"
            + "X-Discourse-Event-Id: " + p[1] + "\r\nX-Discourse-Event-Signature: sha256=" + p[2] + "\r\nContent-Length: "
            + p[3].length() + "\r\n\r\n" + p[3]).getBytes(StandardCharsets.US_ASCII));
      });
    }
    AtomicInteger next = new AtomicInteger();
    AtomicInteger refused = new AtomicInteger();
    AtomicReference<String> first = new AtomicReference<>("");
    double began = System.currentTimeMillis() / 1000.0;
    long start = System.nanoTime();
    List<Thread> threads = new ArrayList<>();
    for (int c = 0; c < connections; c++) {
      Thread t = new Thread(() -> {
        Socket s = null;
        BufferedInputStream in = null;
        try {
          for (int i; (i = next.getAndIncrement()) < requests.size(); ) {
            if (s == null) {
              s = new Socket("127.0.0.1", port);
              s.setTcpNoDelay(true);
              s.setSoTimeout(60_000);
              in = new BufferedInputStream(s.getInputStream());
            }
            s.getOutputStream().write(requests.get(i));
            String status = line(in);
            int length = 0;
            boolean last = false;
            for (String h; !(h = line(in)).isEmpty(); ) {
              String lower = h.toLowerCase();
              if (lower.startsWith("content-length:")) length = Integer.parseInt(h.substring(15).trim());
              if (lower.startsWith("transfer-encoding:")) throw new IOException("chunked");
              last |= lower.equals("connection: close");
            }
            byte[] body = in.readNBytes(length);
            if (!status.contains(" 200")) { refused.incrementAndGet(); first.compareAndSet("", status + new String(body)); }
            if (last) { s.close(); s = null; }
          }
        } catch (IOException e) { e.printStackTrace(); System.exit(1); }
      });
      t.start();
      threads.add(t);
    }
    for (Thread t : threads) t.join();
    System.out.printf("%.3f %.3f %d %d%n", began, (System.nanoTime() - start) / 1e9, requests.size(), refused.get());
    if (refused.get() > 0) System.err.println(first.get());
  }
  static String line(InputStream in) throws IOException {
    StringBuilder b = new StringBuilder();
    for (int c; (c = in.read()) != '\n'; ) { if (c < 0) throw new EOFException(); if (c != '\r') b.append((char) c); }
    return b.toString();
  }
}
