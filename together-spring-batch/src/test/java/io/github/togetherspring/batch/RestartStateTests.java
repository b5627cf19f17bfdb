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

package io.github.togetherspring.batch;

import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.batch.infrastructure.item.ExecutionContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RestartState}.
 */
class RestartStateTests {

	private static final String NAME = "reader";

	// Of the items from 5 to 19, some have not been written.
	private final RestartState state = RestartState.of(new ItemSource.Place(5, Map.of("source.offset", 42L)), 20,
			List.of(5L, 7L, 8L, 9L, 19L));

	private final ExecutionContext context = new ExecutionContext();

	@ParameterizedTest
	@CsvSource({ "0, true", "4, true", "5, false", "6, true", "7, false", "9, false", "10, true", "18, true",
			"19, false", "20, false", "21, false" })
	void itemsAreWrittenOrNot(long position, boolean written) {
		assertThat(this.state.isWritten(position)).isEqualTo(written);
	}

	@Test
	void unwrittenItemsAreThoseFromAPosition() {
		assertThat(this.state.unwrittenFrom(0)).containsExactly(5L, 7L, 8L, 9L, 19L);
		assertThat(this.state.unwrittenFrom(6)).containsExactly(7L, 8L, 9L, 19L);
		assertThat(this.state.unwrittenFrom(9)).containsExactly(9L, 19L);
		assertThat(this.state.unwrittenFrom(20)).isEmpty();
	}

	@Test
	void isReadAsItWasWritten() {
		assertThat(RestartState.isIn(this.context, NAME)).isFalse();
		this.state.save(this.context, NAME);
		assertThat(RestartState.isIn(this.context, NAME)).isTrue();
		assertThat(RestartState.load(this.context, NAME)).isEqualTo(this.state);
		assertThat(this.context.getLong("source.offset")).isEqualTo(42);
	}

	@Test
	void unwrittenItemsAreKeptAsRanges() {
		this.state.save(this.context, NAME);
		assertThat(this.context.getString(NAME + ".unwritten")).isEqualTo("0,2-4,14");
	}

	@Test
	void isTheStartIfNothingWasSaved() {
		assertThat(RestartState.load(this.context, NAME)).isEqualTo(RestartState.START);
		assertThat(RestartState.START.isWritten(0)).isFalse();
	}

	@Test
	void keysThatTheOtherReaderDoesNotWriteAnyMoreAreRemoved() {
		this.state.save(this.context, NAME);
		new RestartState(6, 20, new BitSet(), Map.of("source.line", 3L)).save(this.context, NAME);
		assertThat(this.context.containsKey("source.offset")).isFalse();
		assertThat(RestartState.load(this.context, NAME).sourceState()).isEqualTo(Map.of("source.line", 3L));
	}

	@Test
	void everySetOfItemsIsReadAsItWasWritten() {
		for (int items = 0; items < 1 << 8; items++) {
			BitSet unwritten = BitSet.valueOf(new long[] { items });
			RestartState saved = new RestartState(0, 8, unwritten, Map.of());
			saved.save(this.context, NAME);
			assertThat(RestartState.load(this.context, NAME)).isEqualTo(saved);
			assertThat(IntStream.range(0, 8).filter((item) -> !saved.isWritten(item)).boxed())
				.containsExactlyElementsOf(unwritten.stream().boxed().toList());
		}
	}

}
