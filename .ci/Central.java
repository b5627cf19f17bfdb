import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * Stands in for the upload of Maven Central while a command runs, which finds its
 * address in the variable {@code CENTRAL_URL}, and unpacks what was uploaded:
 * {@code java Central.java DIRECTORY COMMAND...}.
 *
 * @see <a href="https://central.sonatype.org/publish/publish-portal-api/">API</a>
 */
class Central {

	private final List<String> problems = new ArrayList<>();

	private final List<byte[]> bundles = new ArrayList<>();

	public static void main(String[] args) throws Exception {
		Central central = new Central();
		HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		server.createContext("/", central::handle);
		server.start();
		ProcessBuilder command = new ProcessBuilder(Arrays.asList(args).subList(1, args.length)).inheritIO();
		command.environment().put("CENTRAL_URL", "http://127.0.0.1:" + server.getAddress().getPort());
		int status = command.start().waitFor();
		server.stop(0);
		if (status == 0) {
			central.unpack(Path.of(args[0]));
			central.problems.forEach((problem) -> System.out.println("FAILED: " + problem));
			status = central.problems.isEmpty() ? 0 : 1;
		}
		System.exit(status);
	}

	private synchronized void handle(HttpExchange exchange) throws IOException {
		byte[] body = exchange.getRequestBody().readAllBytes();
		String path = exchange.getRequestURI().getPath();
		String authorization = exchange.getRequestHeaders().getFirst("Authorization");
		require(authorization != null && authorization.startsWith("UserToken "), path + " has no user token");
		switch (path) {
			case "/api/v1/publisher/upload" -> {
				// Otherwise it would be published without the owner.
				require(exchange.getRequestURI().getQuery().contains("publishingType=USER_MANAGED"),
						"the upload is not published by hand: " + exchange.getRequestURI());
				this.bundles.add(part(body));
				respond(exchange, 201, "rehearsal");
			}
			case "/api/v1/publisher/status" ->
				respond(exchange, 200, "{\"deploymentId\": \"rehearsal\", \"deploymentState\": \"VALIDATED\"}");
			default -> {
				require(false, "unexpected request: " + exchange.getRequestURI());
				respond(exchange, 404, "");
			}
		}
	}

	private static void respond(HttpExchange exchange, int status, String text) throws IOException {
		byte[] body = text.getBytes(StandardCharsets.UTF_8);
		exchange.sendResponseHeaders(status, (body.length > 0) ? body.length : -1);
		exchange.getResponseBody().write(body);
		exchange.close();
	}

	/**
	 * Return the content of the only part of a multipart body.
	 */
	private static byte[] part(byte[] body) {
		// In this encoding, each byte is one character.
		String text = new String(body, StandardCharsets.ISO_8859_1);
		return Arrays.copyOfRange(body, text.indexOf("\r\n\r\n") + 4, text.lastIndexOf("\r\n--"));
	}

	private void unpack(Path directory) throws IOException {
		require(this.bundles.size() == 1, this.bundles.size() + " uploads instead of one");
		for (byte[] bundle : this.bundles) {
			try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(bundle))) {
				for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
					Path file = directory.resolve(entry.getName());
					if (!entry.isDirectory()) {
						Files.createDirectories(file.getParent());
						Files.copy(zip, file);
					}
				}
			}
		}
	}

	private void require(boolean condition, String problem) {
		if (!condition) {
			this.problems.add(problem);
		}
	}

}
