/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.github.togetherspring.batch.jsonl;

import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.batch.infrastructure.item.ItemStreamException;
import org.springframework.batch.infrastructure.item.NonTransientResourceException;
import org.springframework.batch.infrastructure.item.ReaderNotOpenException;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.InputStreamResource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * Tests for {@link JsonLinesItemReader}.
 */
class JsonLinesItemReaderTests {

	private static final String TOO_LONG = "!The line is longer than 10 bytes";

	private static final String INVALID = "!The line is not valid UTF-8";

	@TempDir
	Path directory;

	@ParameterizedTest
	@MethodSource("files")
	void readsLines(byte[] content, List<String> lines) throws IOException {
		assertThat(texts(builder(file(content)).maxLineLength(10))).isEqualTo(lines);
	}

	@ParameterizedTest
	@MethodSource("files")
	void readsLinesOfGzip(byte[] content, List<String> lines) throws IOException {
		assertThat(texts(builder(file(gzip(content))).maxLineLength(10))).isEqualTo(lines);
	}

	@ParameterizedTest
	@MethodSource("files")
	void readsLinesOfOtherResources(byte[] content, List<String> lines) {
		assertThat(texts(
				JsonLinesItemReader.builder().name("lines").resource(new ByteArrayResource(content)).maxLineLength(10)))
			.isEqualTo(lines);
	}

	static Stream<Arguments> files() {
		return Stream.of(file("empty", "", List.of()), file("one line", "a\n", List.of("a")),
				file("no line feed at the end", "a\nbc", List.of("a", "bc")),
				file("only a line feed", "\n", List.of("")),
				file("blank lines", "\n\na\n \n\n", List.of("", "", "a", " ", "")),
				file("carriage returns", "a\r\nb\rc\r\n\r\nd\r", List.of("a", "b\rc", "", "d")),
				file("byte order mark", "\uFEFFa\nb\n", List.of("a", "b")),
				file("byte order mark of an appended file", "a\n\uFEFFb\n", List.of("a", "b")),
				file("only a byte order mark", "\uFEFF", List.of("")),
				file("characters of several bytes", "é😀\n\u2028\n\uFFFD\n", List.of("é😀", "\u2028", "\uFFFD")),
				file("maximum length", "0123456789\n0123456789\r\n0123456789",
						List.of("0123456789", "0123456789", "0123456789")),
				file("too long", "0123456789a\n0123456789ab\na\n0123456789a\r\nb\n0123456789a",
						List.of(TOO_LONG, TOO_LONG, "a", TOO_LONG, "b", TOO_LONG)),
				file("too long for the buffer", "x".repeat(200_000) + "\na\n" + "x".repeat(200_000),
						List.of(TOO_LONG, "a", TOO_LONG)),
				argumentSet("another encoding", "é\na\n".getBytes(StandardCharsets.ISO_8859_1), List.of(INVALID, "a")),
				argumentSet("half a character", new byte[] { (byte) 0xC3, '\n', 'a' }, List.of(INVALID, "a")),
				argumentSet("replacement character before half a character",
						new byte[] { 'a', '\n', (byte) 0xEF, (byte) 0xBF, (byte) 0xBD, '\n', (byte) 0xC3, '\n' },
						List.of("a", "\uFFFD", INVALID)));
	}

	private static Arguments file(String name, String content, List<String> lines) {
		return argumentSet(name, content.getBytes(StandardCharsets.UTF_8), lines);
	}

	@ParameterizedTest
	@ValueSource(ints = { 64 * 1024 - 2, 64 * 1024 - 1, 64 * 1024, 64 * 1024 + 1, 200_000 })
	void linesMayBeLongerThanTheBuffer(int length) throws IOException {
		String line = "é" + "x".repeat(length - 2);
		Path file = file(line + "\r\n" + line + "\nend");
		assertThat(texts(builder(file))).containsExactly(line, line, "end");
		assertThat(texts(builder(file).maxLineLength(length))).containsExactly(line, line, "end");
		String problem = "!The line is longer than " + (length - 1) + " bytes";
		assertThat(texts(builder(file).maxLineLength(length - 1))).containsExactly(problem, problem, "end");
		assertThat(texts(builder(file(line + "\rmore\nend")).maxLineLength(length)))
			.containsExactly("!The line is longer than " + length + " bytes", "end");
	}

	// More than an array can hold.
	@Test
	void lineIsNeverKeptInMemoryBeyondTheMaximum() {
		assertThat(texts(JsonLinesItemReader.builder()
			.name("lines")
			.resource(new InputStreamResource(new LongLine(Integer.MAX_VALUE + 1000L, "\nnext\n")))))
			.containsExactly("!The line is longer than 16777216 bytes", "next");
	}

	@Test
	void numbersStartAtTheFirstLine() throws IOException {
		Path file = file("a\nb\nc\n");
		assertThat(lines(builder(file))).extracting(JsonLine::number).containsExactly(0L, 1L, 2L);
		assertThat(lines(builder(file).range(1, 5).firstLine(1))).extracting(JsonLine::number).containsExactly(1L, 2L);
	}

	@Test
	void adjacentRangesNeitherLoseNorRepeatALine() throws IOException {
		Random random = new Random(15);
		for (int round = 0; round < 300; round++) {
			byte[] content = randomContent(random);
			Path file = file(content);
			List<String> all = texts(builder(file));
			long[] bounds = LongStream
				.concat(LongStream.of(0, content.length + 1L), random.longs(random.nextInt(8), 0, content.length + 2L))
				.sorted()
				.toArray();
			List<String> joined = new ArrayList<>();
			for (int i = 1; i < bounds.length; i++) {
				joined.addAll(texts(builder(file).range(bounds[i - 1], bounds[i])));
			}
			assertThat(joined).as("%s in %s", Arrays.toString(bounds), Arrays.toString(content)).isEqualTo(all);
		}
	}

	@Test
	void rangeContainsTheLinesThatStartInIt() throws IOException {
		Path file = file("aa\n\nbb\ncc");
		assertThat(texts(builder(file).range(0, 0))).isEmpty();
		assertThat(texts(builder(file).range(0, 1))).containsExactly("aa");
		assertThat(texts(builder(file).range(1, 3))).isEmpty();
		assertThat(texts(builder(file).range(3, 5))).containsExactly("", "bb");
		assertThat(texts(builder(file).range(5, 100))).containsExactly("cc");
		assertThat(texts(builder(file).range(8, 100))).isEmpty();
		assertThat(texts(builder(file).range(100, 200))).isEmpty();
	}

	@Test
	void restartContinuesAtAnyLine() throws IOException {
		Random random = new Random(7);
		for (int round = 0; round < 60; round++) {
			byte[] content = randomContent(random);
			Path plain = file(content);
			Path compressed = Files.write(this.directory.resolve("lines.gz"), gzip(content));
			List<JsonLinesItemReader.Builder> inputs = List.of(builder(plain),
					builder(plain).range(1, content.length + 1L), builder(compressed),
					JsonLinesItemReader.builder().name("lines").resource(new ByteArrayResource(content)));
			for (JsonLinesItemReader.Builder input : inputs) {
				List<String> all = numbered(input, new ExecutionContext(), Integer.MAX_VALUE);
				for (int first = 0; first <= all.size(); first++) {
					ExecutionContext state = new ExecutionContext();
					List<String> read = numbered(input, state, first);
					read.addAll(numbered(input, state, Integer.MAX_VALUE));
					assertThat(read).as("restart after %d lines", first).isEqualTo(all);
				}
			}
		}
	}

	// Otherwise the line would be the checksum's and not the reader's.
	@Test
	void restartContinuesAfterALongLine() throws IOException {
		Path file = file("x".repeat(200_000) + "\na\n" + "y".repeat(70_000) + "\nb\n");
		ExecutionContext state = new ExecutionContext();
		JsonLinesItemReader.Builder input = builder(file).maxLineLength(100_000);
		for (String expected : List.of("!The line is longer than 100000 bytes", "a", "y".repeat(70_000), "b")) {
			assertThat(read(input, state, 1)).containsExactly(expected);
		}
		assertThat(read(input, state, 1)).isEmpty();
	}

	@Test
	void restartSkipsNothingThatWasReadAheadAfterTheStateWasTaken() throws IOException {
		Path file = file("a\nb\nc\nd\n");
		JsonLinesItemReader reader = builder(file).build();
		reader.open(new ExecutionContext());
		reader.read();
		ExecutionContext state = new ExecutionContext();
		reader.update(state);
		reader.read();
		reader.read();
		reader.close();
		assertThat(read(builder(file), state, Integer.MAX_VALUE)).containsExactly("b", "c", "d");
	}

	@Test
	void restartWithoutStateBeginsAnew() throws IOException {
		Path file = file("a\nb\n");
		ExecutionContext state = new ExecutionContext();
		assertThat(read(builder(file).saveState(false), state, 1)).containsExactly("a");
		assertThat(state.isEmpty()).isTrue();
		assertThat(read(builder(file).saveState(false), state, 1)).containsExactly("a");
	}

	@ParameterizedTest
	@MethodSource("changes")
	void restartFailsIfTheInputHasChanged(String changed) throws IOException {
		String content = "first\n" + "x".repeat(100_000) + "\nthird\nfourth\n";
		Path file = file(content);
		ExecutionContext state = new ExecutionContext();
		read(builder(file), state, 3);
		file(changed);
		assertThatExceptionOfType(ItemStreamException.class)
			.isThrownBy(() -> builder(file).build().open(new ExecutionContext(state)))
			.withMessageContainingAll(file.toString(), "has changed since the job was started", "Restore it");
		file(content);
		assertThat(read(builder(file), state, Integer.MAX_VALUE)).containsExactly("fourth");
	}

	static Stream<Arguments> changes() {
		String long2 = "x".repeat(100_000);
		return Stream.of(argumentSet("grown", "first\n" + long2 + "\nthird\nfourth\nfifth\n"),
				argumentSet("shortened", "first\n" + long2 + "\nthird\nfourth"), argumentSet("emptied", ""),
				argumentSet("other beginning", "FIRST\n" + long2 + "\nthird\nfourth\n"),
				argumentSet("other line before the position", "first\n" + long2 + "\nTHIRD\nfourth\n"),
				argumentSet("other line ends", "first\n" + long2 + "third\n\nfourth\n"));
	}

	@Test
	void restartFailsIfAnotherResourceIsShorter() {
		JsonLinesItemReader.Builder builder = JsonLinesItemReader.builder().name("lines");
		ExecutionContext state = new ExecutionContext();
		read(builder.resource(new ByteArrayResource("a\nbb\nc\n".getBytes(StandardCharsets.UTF_8))), state, 2);
		JsonLinesItemReader reader = builder.resource(new ByteArrayResource("a\n".getBytes(StandardCharsets.UTF_8)))
			.build();
		assertThatExceptionOfType(ItemStreamException.class).isThrownBy(() -> reader.open(state))
			.withMessageContaining("has changed");
	}

	// What is left open stays so until the process ends.
	@Test
	void inputIsClosedAfterEveryKindOfEnd() {
		String beginning = "first\n" + "x".repeat(100_000) + "\n";
		TrackedResource resource = new TrackedResource(beginning + "third\nfourth\n");
		JsonLinesItemReader.Builder input = JsonLinesItemReader.builder().name("lines").resource(resource);
		ExecutionContext state = new ExecutionContext();
		assertThat(read(input, state, 3)).hasSize(3);
		assertThat(resource.streams).isNotEmpty().allMatch(TrackedStream::isClosed);

		resource.failing = true;
		assertOpenFails(input, state, "can't be read: of the test");
		assertOpenFails(input.range(10, 20), new ExecutionContext(), "can't be read: of the test");
		assertThat(resource.streams).allMatch(TrackedStream::isClosed);

		TrackedResource changed = new TrackedResource(beginning + "THIRD\nfourth\n");
		assertOpenFails(input.resource(changed), state, "has changed");
		assertOpenFails(input.previousResults(this.directory.resolve("missing")), new ExecutionContext(),
				"previous results");
		assertThat(changed.streams).isNotEmpty().allMatch(TrackedStream::isClosed);
	}

	private static void assertOpenFails(JsonLinesItemReader.Builder input, ExecutionContext state, String message) {
		JsonLinesItemReader reader = input.build();
		assertThatExceptionOfType(ItemStreamException.class).isThrownBy(() -> reader.open(state))
			.withMessageContaining(message);
		assertThatExceptionOfType(ReaderNotOpenException.class).isThrownBy(reader::read);
	}

	@Test
	void missingInputFails() {
		Path missing = this.directory.resolve("missing.jsonl");
		assertThatExceptionOfType(ItemStreamException.class).isThrownBy(() -> lines(builder(missing)))
			.withMessage("The input " + missing + " does not exist");
	}

	@Test
	void directoryFails() {
		assertThatExceptionOfType(ItemStreamException.class).isThrownBy(() -> lines(builder(this.directory)))
			.withMessage("The input " + this.directory + " is a directory");
	}

	@Test
	void nameOfGzipWithoutGzipFails() throws IOException {
		Path file = Files.writeString(this.directory.resolve("lines.jsonl.gz"), "{}\n");
		assertThatExceptionOfType(ItemStreamException.class).isThrownBy(() -> lines(builder(file)))
			.withMessageContainingAll(file.toString(), "can't be read", "GZIP");
	}

	@Test
	void rangeOfGzipFails() throws IOException {
		Path file = file(gzip("a\nb\n".getBytes(StandardCharsets.UTF_8)));
		assertThatExceptionOfType(ItemStreamException.class).isThrownBy(() -> lines(builder(file).range(0, 1)))
			.withMessageContainingAll(file.toString(), "is compressed or can only be read once");
	}

	@Test
	void truncatedGzipFailsAndIsNotTakenForTheEnd() throws IOException {
		byte[] whole = gzip("a\nb\n".getBytes(StandardCharsets.UTF_8));
		Path file = file(Arrays.copyOf(whole, whole.length - 9));
		assertThatExceptionOfType(NonTransientResourceException.class).isThrownBy(() -> lines(builder(file)))
			.withMessageContaining(file.toString());
	}

	@Test
	void concatenatedGzipIsReadToItsEnd() throws IOException {
		ByteArrayOutputStream both = new ByteArrayOutputStream();
		both.write(gzip("a\nb".getBytes(StandardCharsets.UTF_8)));
		both.write(gzip("c\nd\n".getBytes(StandardCharsets.UTF_8)));
		assertThat(texts(builder(file(both.toByteArray())))).containsExactly("a", "bc", "d");
	}

	@Test
	void readerMustBeOpen() throws IOException {
		JsonLinesItemReader reader = builder(file("a\n")).build();
		assertThatExceptionOfType(ReaderNotOpenException.class).isThrownBy(reader::read);
		reader.open(new ExecutionContext());
		reader.close();
		assertThatExceptionOfType(ReaderNotOpenException.class).isThrownBy(reader::read);
	}

	@Test
	void requiresANameAndAnInput() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> JsonLinesItemReader.builder().file(this.directory).build())
			.withMessageContaining("name");
		assertThatIllegalArgumentException().isThrownBy(() -> JsonLinesItemReader.builder().name("lines").build())
			.withMessageContaining("file");
		assertThatIllegalArgumentException().isThrownBy(() -> builder(this.directory).range(2, 1));
		assertThatIllegalArgumentException().isThrownBy(() -> builder(this.directory).maxLineLength(0));
		assertThatIllegalArgumentException().isThrownBy(() -> builder(this.directory).firstLine(-1));
	}

	@Test
	void readsAMillionLines() throws IOException {
		Path file = this.directory.resolve("million");
		try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
			for (int i = 0; i < 1_000_000; i++) {
				out.write(("{\"prompt\":\"" + i + "\"}\n").getBytes(StandardCharsets.UTF_8));
			}
		}
		JsonLinesItemReader reader = builder(file).build();
		reader.open(new ExecutionContext());
		ExecutionContext state = new ExecutionContext();
		long count = 0;
		for (JsonLine line = reader.read(); line != null; line = reader.read()) {
			assertThat(line.number()).isEqualTo(count);
			count++;
			reader.update(state);
		}
		reader.close();
		assertThat(count).isEqualTo(1_000_000);
	}

	private Path file(String content) throws IOException {
		return file(content.getBytes(StandardCharsets.UTF_8));
	}

	private Path file(byte[] content) throws IOException {
		return Files.write(this.directory.resolve("lines"), content);
	}

	private static byte[] gzip(byte[] content) throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (OutputStream out = new GZIPOutputStream(bytes)) {
			out.write(content);
		}
		return bytes.toByteArray();
	}

	private static byte[] randomContent(Random random) {
		StringBuilder content = new StringBuilder((random.nextInt(5) == 0) ? "\uFEFF" : "");
		int lines = random.nextInt(8);
		for (int i = 0; i < lines; i++) {
			content.append("é".repeat(random.nextInt(3)))
				.append("x".repeat(random.nextInt(4)))
				.append((random.nextInt(3) == 0) ? "\r\n" : "\n");
		}
		return content.append("y".repeat(random.nextInt(3))).toString().getBytes(StandardCharsets.UTF_8);
	}

	private static JsonLinesItemReader.Builder builder(Path file) {
		return JsonLinesItemReader.builder().name("lines").resource(new FileSystemResource(file));
	}

	private static List<JsonLine> lines(JsonLinesItemReader.Builder builder) {
		JsonLinesItemReader reader = builder.build();
		reader.open(new ExecutionContext());
		try {
			List<JsonLine> lines = new ArrayList<>();
			for (JsonLine line = reader.read(); line != null; line = reader.read()) {
				lines.add(line);
			}
			return lines;
		}
		finally {
			reader.close();
		}
	}

	private static List<String> texts(JsonLinesItemReader.Builder builder) {
		return lines(builder).stream().map(JsonLinesItemReaderTests::text).toList();
	}

	private static List<String> read(JsonLinesItemReader.Builder builder, ExecutionContext state, int max) {
		return numbered(builder, state, max).stream().map((line) -> line.substring(line.indexOf(' ') + 1)).toList();
	}

	private static List<String> numbered(JsonLinesItemReader.Builder builder, ExecutionContext state, int max) {
		JsonLinesItemReader reader = builder.build();
		reader.open(state);
		List<String> read = new ArrayList<>();
		while (read.size() < max) {
			JsonLine line = reader.read();
			if (line == null) {
				break;
			}
			read.add(line.number() + " " + text(line));
		}
		reader.update(state);
		reader.close();
		return read;
	}

	private static String text(JsonLine line) {
		return (line.problem() != null) ? "!" + line.problem() : line.text();
	}

	/**
	 * Records its streams. They can fail from the start, except for the beginning that
	 * identifies the content.
	 */
	private static final class TrackedResource extends ByteArrayResource implements RangeResource {

		private final List<TrackedStream> streams = new ArrayList<>();

		private boolean failing;

		TrackedResource(String content) {
			super(content.getBytes(StandardCharsets.UTF_8));
		}

		@Override
		public InputStream getInputStream() {
			return track(new TrackedStream(new ByteArrayInputStream(getByteArray()), false));
		}

		@Override
		public InputStream getInputStream(long offset) {
			byte[] content = getByteArray();
			return track(new TrackedStream(
					new ByteArrayInputStream(content, (int) offset, content.length - (int) offset), this.failing));
		}

		private InputStream track(TrackedStream stream) {
			this.streams.add(stream);
			return stream;
		}

	}

	private static final class TrackedStream extends FilterInputStream {

		private final boolean failing;

		private boolean closed;

		TrackedStream(InputStream in, boolean failing) {
			super(in);
			this.failing = failing;
		}

		boolean isClosed() {
			return this.closed;
		}

		@Override
		public int read(byte[] bytes, int offset, int length) throws IOException {
			if (this.failing) {
				throw new IOException("of the test");
			}
			return super.read(bytes, offset, length);
		}

		@Override
		public void close() throws IOException {
			this.closed = true;
			super.close();
		}

	}

	/**
	 * Many equal bytes, and a text.
	 */
	private static final class LongLine extends InputStream {

		private final InputStream end;

		private long left;

		LongLine(long length, String end) {
			this.left = length;
			this.end = new ByteArrayInputStream(end.getBytes(StandardCharsets.UTF_8));
		}

		@Override
		public int read() throws IOException {
			byte[] one = new byte[1];
			return (read(one, 0, 1) < 0) ? -1 : one[0];
		}

		@Override
		public int read(byte[] bytes, int offset, int length) throws IOException {
			if (this.left == 0) {
				return this.end.read(bytes, offset, length);
			}
			int read = (int) Math.min(this.left, length);
			Arrays.fill(bytes, offset, offset + read, (byte) 'x');
			this.left -= read;
			return read;
		}

	}

}
