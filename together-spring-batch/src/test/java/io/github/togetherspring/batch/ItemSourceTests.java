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
import java.util.Iterator;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.batch.infrastructure.item.ItemReader;
import org.springframework.batch.infrastructure.item.ItemStreamReader;
import org.springframework.batch.infrastructure.item.ParseException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for {@link ItemSource}.
 */
class ItemSourceTests {

	@Test
	void readerWithoutStateIsReadAgainUpToThePlace() throws Exception {
		ItemSource<String> source = new ItemSource<>(reader("a", "b", "c"));
		source.open(new ExecutionContext(), at(2));
		assertThat(source.read()).isEqualTo(new ItemSource.Read<>("c", null));
		assertThat(source.place()).isEqualTo(new ItemSource.Place(3, Map.of()));
		assertThat(source.read()).isNull();
		assertThat(source.place().position()).isEqualTo(3);
	}

	@Test
	void inputThatHasBecomeShorterIsAnError() {
		assertThatNoException()
			.isThrownBy(() -> new ItemSource<>(reader("a", "b")).open(new ExecutionContext(), at(2)));
		assertThatExceptionOfType(IllegalStateException.class)
			.isThrownBy(() -> new ItemSource<>(reader("a", "b")).open(new ExecutionContext(), at(3)))
			.withMessageContaining("2 instead of at least 3");
	}

	@Test
	void itemThatCannotBeReadIsSkippedLikeTheOthers() throws Exception {
		ItemReader<String> items = reader("a", "broken", "c");
		ItemSource<String> source = new ItemSource<>(() -> {
			String item = items.read();
			if ("broken".equals(item)) {
				throw new ParseException("of the test");
			}
			return item;
		});
		source.open(new ExecutionContext(), at(2));
		assertThat(source.read()).isEqualTo(new ItemSource.Read<>("c", null));
	}

	@Test
	void readerWithStateIsOpenedReadAndClosed() throws Exception {
		StatefulReader reader = new StatefulReader();
		ItemSource<String> source = new ItemSource<>(reader);
		source.open(new ExecutionContext(Map.of("next", 7)), new RestartState(7, 7, new BitSet(), Map.of("next", 7)));
		assertThat(source.place()).isEqualTo(new ItemSource.Place(7, Map.of("next", 7)));
		assertThat(source.read()).isEqualTo(new ItemSource.Read<>("item 7", null));
		assertThat(source.place()).isEqualTo(new ItemSource.Place(8, Map.of("next", 8)));
		source.close();
		assertThat(reader.closed).isTrue();
	}

	@Test
	void itemThatCannotBeReadHasAPlace() throws Exception {
		ParseException problem = new ParseException("of the test");
		ItemSource<String> source = new ItemSource<>(() -> {
			throw problem;
		});
		source.open(new ExecutionContext(), RestartState.START);
		assertThat(source.read()).isEqualTo(new ItemSource.Read<>(null, problem));
		assertThat(source.place().position()).isEqualTo(1);
	}

	private static RestartState at(long position) {
		return new RestartState(position, position, new BitSet(), Map.of());
	}

	private static ItemReader<String> reader(String... items) {
		Iterator<String> iterator = List.of(items).iterator();
		return () -> iterator.hasNext() ? iterator.next() : null;
	}

	private static final class StatefulReader implements ItemStreamReader<String> {

		private int next;

		private boolean closed;

		@Override
		public void open(ExecutionContext executionContext) {
			this.next = executionContext.getInt("next");
		}

		@Override
		public @Nullable String read() {
			return "item " + this.next++;
		}

		@Override
		public void update(ExecutionContext executionContext) {
			executionContext.putInt("next", this.next);
		}

		@Override
		public void close() {
			this.closed = true;
		}

	}

}
