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

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LineChecksum}.
 */
class LineChecksumTests {

	@ParameterizedTest
	@CsvSource({ "0, 0", "1, 1", "2147483647, 2147483647", "2147483648, 0", "4294967297, 0" })
	void lengthIsKnownUpTo2GiB(long length, int known) {
		assertThat(LineChecksum.length(LineChecksum.of(length, -1))).isEqualTo(known);
	}

	@ParameterizedTest
	@CsvSource({ "line, true", "line and more, true", "lime, false", "lin, false", "'', false" })
	void matchesTheSameLine(String content, boolean matches) throws IOException {
		CRC32 crc = new CRC32();
		crc.update("line".getBytes(StandardCharsets.UTF_8));
		long checksum = LineChecksum.of(4, (int) crc.getValue());
		assertThat(LineChecksum.matches(new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8)), checksum))
			.isEqualTo(matches);
	}

	@Test
	void noLineMatchesEverything() throws IOException {
		assertThat(LineChecksum.matches(new ByteArrayInputStream(new byte[0]), LineChecksum.NONE)).isTrue();
	}

}
