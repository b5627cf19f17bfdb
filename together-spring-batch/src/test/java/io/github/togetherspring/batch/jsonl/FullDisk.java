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

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;

import org.springframework.batch.infrastructure.item.Chunk;
import org.springframework.batch.infrastructure.item.ExecutionContext;

/**
 * Writes more than there is place for, and prints what happens.
 */
public final class FullDisk {

	static final String COMMITTED = "x".repeat(600);

	private FullDisk() {
	}

	public static void main(String... args) throws Exception {
		JsonLinesItemWriter<String> writer = JsonLinesItemWriter.<String>builder(String::toString)
			.name("out")
			.file(Path.of(args[0]))
			.build();
		ExecutionContext context = new ExecutionContext();
		writer.open(context);
		writer.write(Chunk.of(COMMITTED));
		writer.update(context);
		PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true);
		print(out, () -> writer.write(Chunk.of("y".repeat(600))));
		print(out, () -> writer.write(Chunk.of("z")));
		print(out, () -> writer.update(context));
		writer.close();
		out.println(context.getString("out.output"));
	}

	private static void print(PrintStream out, Attempt attempt) {
		try {
			attempt.run();
			out.println("succeeded");
		}
		catch (Exception ex) {
			out.println(ex.getMessage());
		}
	}

	private interface Attempt {

		void run() throws Exception;

	}

}
