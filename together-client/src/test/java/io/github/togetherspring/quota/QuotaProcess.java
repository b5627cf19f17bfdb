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

package io.github.togetherspring.quota;

import java.nio.file.Files;
import java.nio.file.Path;

import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.observation.CompletionsObservations;
import io.github.togetherspring.quota.StoreServer.Kind;

/**
 * A process whose calls share a quota with other processes.
 */
public final class QuotaProcess {

	private QuotaProcess() {
	}

	/**
	 * Report that the process is ready, wait for a byte, make calls, and end.
	 * @param args the kind of store and its address, the base URL of the service, the
	 * number of calls, and the file to create when it is ready
	 * @throws Exception if a call fails
	 */
	public static void main(String... args) throws Exception {
		CompletionsClient client = QuotaService.client(args[2], StoreServer.store(Kind.valueOf(args[0]), args[1]),
				CompletionsObservations.none());
		Files.createFile(Path.of(args[4]));
		System.in.read();
		QuotaService.calls(client, Integer.parseInt(args[3])).blockLast();
		System.exit(0);
	}

}
