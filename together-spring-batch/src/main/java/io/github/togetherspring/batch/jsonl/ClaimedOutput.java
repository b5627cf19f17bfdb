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

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import org.jspecify.annotations.Nullable;

import org.springframework.batch.infrastructure.item.ExecutionContext;

/**
 * One file for all executions of a step. A restart truncates it to what was committed.
 */
final class ClaimedOutput implements Output {

	private final String positionKey;

	private final String idKey;

	private final Path file;

	private @Nullable OutputClaim claim;

	/**
	 * Create an instance.
	 * @param name the name of the writer
	 * @param file the file
	 */
	ClaimedOutput(String name, Path file) {
		this.positionKey = name + ".position";
		this.idKey = name + ".output";
		this.file = file;
	}

	@Override
	public FileChannel open(ExecutionContext state) throws IOException {
		OutputClaim claim = OutputClaim.lock(this.file);
		this.claim = claim;
		long position = begin(claim, state);
		FileChannel channel = FileChannel.open(this.file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
		try {
			return channel.truncate(position).position(position);
		}
		catch (IOException | RuntimeException ex) {
			channel.close();
			throw ex;
		}
	}

	private long begin(OutputClaim claim, ExecutionContext state) throws IOException {
		if (!state.containsKey(this.positionKey)) {
			claim.begin();
			return 0;
		}
		long position = state.getLong(this.positionKey);
		claim.resume(state.get(this.idKey), position);
		return position;
	}

	@Override
	public void save(ExecutionContext state, long position) {
		OutputClaim claim = this.claim;
		if (claim != null) {
			state.putLong(this.positionKey, position);
			state.putString(this.idKey, claim.id());
		}
	}

	@Override
	public void commit() throws IOException {
		OutputClaim claim = this.claim;
		if (claim != null) {
			claim.commit();
		}
	}

	@Override
	public void close() throws IOException {
		OutputClaim claim = this.claim;
		this.claim = null;
		if (claim != null) {
			claim.close();
		}
	}

}
