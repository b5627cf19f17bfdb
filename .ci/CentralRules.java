import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Stream;

import javax.xml.parsers.DocumentBuilderFactory;

import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * Checks a directory of artifacts against the rules of Maven Central, and a few of our own:
 * {@code java CentralRules.java DIRECTORY VERSION}.
 *
 * @see <a href="https://central.sonatype.org/publish/requirements/">Requirements</a>
 */
class CentralRules {

	private static final List<String> REQUIRED = List.of("groupId", "artifactId", "version", "name", "description",
			"url", "licenses", "developers", "scm");

	private static final Map<String, String> CHECKSUMS = Map.of(".md5", "MD5", ".sha1", "SHA-1");

	private static final String PREFIX = "io.github.togetherspring.";

	private final List<String> problems = new ArrayList<>();

	private final TreeSet<String> modules = new TreeSet<>();

	private final String version;

	CentralRules(String version) {
		this.version = version;
	}

	public static void main(String[] args) throws Exception {
		CentralRules rules = new CentralRules(args[1]);
		List<Path> poms;
		try (Stream<Path> files = Files.walk(Path.of(args[0]))) {
			poms = files.filter((file) -> file.toString().endsWith(".pom")).sorted().toList();
		}
		for (Path pom : poms) {
			rules.check(pom);
		}
		rules.problems.forEach((problem) -> System.out.println("FAILED: " + problem));
		System.out.println(poms.size() + " artifacts, " + rules.problems.size() + " problems");
		if (poms.isEmpty() || !rules.problems.isEmpty()) {
			System.exit(1);
		}
	}

	private void check(Path pom) throws Exception {
		Document document = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(pom.toFile());
		Element project = document.getDocumentElement();
		String name = pom.getFileName().toString().replaceAll("\\.pom$", "");
		for (String element : REQUIRED) {
			require(!text(project, element).isBlank(), pom + " has no " + element);
		}
		require(this.version.equals(text(project, "version")), pom + " has another version");
		require(!text(project, "version").endsWith("-SNAPSHOT"), pom + " is a snapshot");
		for (String element : List.of("parent", "repositories", "pluginRepositories", "properties", "build")) {
			require(child(project, element) == null, pom + " has the element " + element);
		}
		String content = Files.readString(pom);
		require(!content.contains("SNAPSHOT"), pom + " depends on a snapshot");
		require(!content.contains("together-test-support"), pom + " depends on what is not published");
		List<String> files = new ArrayList<>(List.of(name + ".pom", name + "-cyclonedx.json"));
		boolean isJar = !"pom".equals(text(project, "packaging"));
		if (isJar) {
			files.addAll(List.of(name + ".jar", name + "-sources.jar", name + "-javadoc.jar"));
		}
		for (String file : files) {
			checkFile(pom.resolveSibling(file));
		}
		if (isJar) {
			checkJar(pom.resolveSibling(name + ".jar"));
			checkLicense(pom.resolveSibling(name + ".jar"));
			checkLicense(pom.resolveSibling(name + "-sources.jar"));
		}
	}

	private void checkFile(Path file) throws Exception {
		if (!Files.exists(file)) {
			this.problems.add(file + " is missing");
			return;
		}
		require(Files.size(file) > 0, file + " is empty");
		require(Files.exists(Path.of(file + ".asc")), file + " has no signature");
		for (Map.Entry<String, String> checksum : CHECKSUMS.entrySet()) {
			Path sum = Path.of(file + checksum.getKey());
			require(Files.exists(sum) && Files.readString(sum).strip().equals(digest(file, checksum.getValue())),
					file + " has no right " + checksum.getValue());
		}
	}

	private void checkJar(Path jar) throws IOException {
		try (JarFile file = new JarFile(jar.toFile())) {
			String module = file.getManifest().getMainAttributes().getValue("Automatic-Module-Name");
			require(module != null && module.startsWith(PREFIX) && this.modules.add(module),
					jar + " has no module name of its own: " + module);
			require(file.stream().noneMatch((entry) -> entry.getName().endsWith(".jar")), jar + " contains a jar");
		}
	}

	private void checkLicense(Path jar) throws IOException {
		try (JarFile file = new JarFile(jar.toFile())) {
			require(file.getEntry("META-INF/LICENSE") != null, jar + " does not contain the license");
		}
	}

	private void require(boolean condition, String problem) {
		if (!condition) {
			this.problems.add(problem);
		}
	}

	private static String digest(Path file, String algorithm) throws Exception {
		MessageDigest digest = MessageDigest.getInstance(algorithm);
		try (InputStream in = Files.newInputStream(file)) {
			digest.update(in.readAllBytes());
		}
		return String.format("%0" + 2 * digest.getDigestLength() + "x", new BigInteger(1, digest.digest()));
	}

	private static String text(Element parent, String name) {
		Element element = child(parent, name);
		return (element != null) ? element.getTextContent().strip() : "";
	}

	private static Element child(Element parent, String name) {
		for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
			if (node instanceof Element element && element.getTagName().equals(name)) {
				return element;
			}
		}
		return null;
	}

}
