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

package io.github.togetherspring.completions;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * Tests for {@link CallOptions}, {@link BulkOptions}, {@link RetrySettings} and
 * {@link PacingSettings}.
 */
class CallOptionsTests {

	@Test
	void noneChangesNothing() {
		assertThat(CallOptions.none().headers()).isEmpty();
		assertThat(CallOptions.none().responseTimeout()).isNull();
	}

	@Test
	void headersAndTimeout() {
		CallOptions options = CallOptions.builder()
			.header("X-A", "1")
			.header("X-A", "2")
			.header("X-B", "3")
			.responseTimeout(Duration.ofSeconds(7))
			.build();
		assertThat(options.headers()).containsEntry("X-A", List.of("1", "2")).containsEntry("X-B", List.of("3"));
		assertThat(options.responseTimeout()).isEqualTo(Duration.ofSeconds(7));
	}

	@Test
	void builderReuseLeavesBuiltOptionsAlone() {
		CallOptions.Builder builder = CallOptions.builder().header("X-A", "1");
		CallOptions first = builder.build();
		builder.header("X-A", "2").header("X-B", "3").responseTimeout(Duration.ofSeconds(1)).build();
		assertThat(first.headers()).containsOnlyKeys("X-A").containsEntry("X-A", List.of("1"));
		assertThat(first.responseTimeout()).isNull();
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> first.headers().clear());
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(() -> first.headers().get("X-A").add("x"));
	}

	@Test
	void everyTimeoutAndTheAttempts() {
		CallOptions options = CallOptions.builder()
			.streamIdleTimeout(Duration.ofSeconds(1))
			.totalTimeout(Duration.ofSeconds(2))
			.maxAttempts(1)
			.build();
		assertThat(options.streamIdleTimeout()).isEqualTo(Duration.ofSeconds(1));
		assertThat(options.totalTimeout()).isEqualTo(Duration.ofSeconds(2));
		assertThat(options.maxAttempts()).isEqualTo(1);
		assertThat(CallOptions.none().maxAttempts()).isNull();
	}

	@Test
	void timeoutsAndAttemptsMustBePositive() {
		CallOptions.Builder builder = CallOptions.builder();
		for (Duration timeout : List.of(Duration.ZERO, Duration.ofMillis(-1))) {
			assertThatIllegalArgumentException().isThrownBy(() -> builder.responseTimeout(timeout));
			assertThatIllegalArgumentException().isThrownBy(() -> builder.streamIdleTimeout(timeout));
			assertThatIllegalArgumentException().isThrownBy(() -> builder.totalTimeout(timeout));
		}
		assertThatIllegalArgumentException().isThrownBy(() -> builder.maxAttempts(0));
	}

	@Test
	void toStringHasNoHeaderValue() {
		assertThat(CallOptions.builder().header("Authorization", "Bearer secret").build()).asString()
			.contains("Authorization")
			.doesNotContain("secret");
	}

	@Test
	void headerThatCannotBeIsRefusedWithoutItsValue() {
		assertThatIllegalArgumentException().isThrownBy(() -> CallOptions.builder().header("x", "secret\nb"))
			.withMessageContaining("'x'")
			.withMessageNotContaining("secret");
		assertThatIllegalArgumentException().isThrownBy(() -> CallOptions.builder().header("a b", "c"))
			.withMessageContaining("a b");
	}

	@Test
	void bulkDefaults() {
		BulkOptions options = BulkOptions.defaults();
		assertThat(options.concurrency()).isEqualTo(8);
		assertThat(options.ordered()).isTrue();
		assertThat(options.reorderWindow()).isEqualTo(256);
		assertThat(options.reorderWindowBytes()).isEqualTo(64 << 20);
		assertThat(options.callOptions()).isSameAs(CallOptions.none());
		assertThat(options.progressListener()).isNull();
	}

	@Test
	void bulkOptionsChangeOneByOne() {
		CallOptions callOptions = CallOptions.builder().header("a", "b").build();
		BulkOptions options = BulkOptions.builder().concurrency(3).ordered(false).callOptions(callOptions).build();
		assertThat(options.concurrency()).isEqualTo(3);
		assertThat(options.ordered()).isFalse();
		assertThat(options.callOptions()).isSameAs(callOptions);
		assertThat(options.toBuilder().concurrency(null).ordered(null).callOptions(null).build())
			.isEqualTo(BulkOptions.defaults());
		BulkOptions window = BulkOptions.builder().reorderWindow(20).reorderWindowBytes(1000L).build();
		assertThat(window.reorderWindow()).isEqualTo(20);
		assertThat(window.reorderWindowBytes()).isEqualTo(1000);
		assertThat(window.toBuilder().reorderWindow(null).reorderWindowBytes(null).build())
			.isEqualTo(BulkOptions.defaults());
	}

	@Test
	void reorderWindowFollowsTheConcurrency() {
		BulkOptions.Builder builder = BulkOptions.builder().concurrency(100);
		assertThat(builder.build().reorderWindow()).isEqualTo(3200);
		assertThat(builder.ordered(false).build().reorderWindow()).isEqualTo(200);
		assertThat(builder.concurrency(Integer.MAX_VALUE).build().reorderWindow()).isEqualTo(Integer.MAX_VALUE);
	}

	@Test
	void reorderWindowMustHoldAllConcurrentCalls() {
		BulkOptions.Builder builder = BulkOptions.builder().reorderWindow(7);
		assertThatIllegalArgumentException().isThrownBy(builder::build).withMessageContainingAll("7", "8");
		assertThat(builder.concurrency(7).build().reorderWindow()).isEqualTo(7);
	}

	@Test
	void reorderWindowMustBePositive() {
		assertThatIllegalArgumentException().isThrownBy(() -> BulkOptions.builder().reorderWindow(0))
			.withMessageContaining("0");
		assertThatIllegalArgumentException().isThrownBy(() -> BulkOptions.builder().reorderWindowBytes(-1L))
			.withMessageContaining("-1");
	}

	@Test
	void bulkConcurrencyMustBePositive() {
		assertThatIllegalArgumentException().isThrownBy(() -> BulkOptions.builder().concurrency(0))
			.withMessageContaining("0");
	}

	@ParameterizedTest
	@MethodSource
	void optionsEqualTheirCopy(Object options, Object copy, Object other) {
		assertThat(copy).isEqualTo(options).hasSameHashCodeAs(options).hasToString(options.toString());
		assertThat(other).isNotEqualTo(options);
	}

	static Stream<Arguments> optionsEqualTheirCopy() {
		CallOptions call = CallOptions.builder()
			.header("X-A", "1")
			.header("X-A", "2")
			.responseTimeout(Duration.ofSeconds(1))
			.streamIdleTimeout(Duration.ofSeconds(2))
			.totalTimeout(Duration.ofSeconds(3))
			.maxAttempts(4)
			.priority(CallPriority.BULK)
			.build();
		BulkOptions bulk = BulkOptions.builder()
			.concurrency(1)
			.ordered(false)
			.reorderWindow(5)
			.reorderWindowBytes(6L)
			.callOptions(call)
			.onProgress((progress) -> {
			})
			.build();
		RetrySettings retry = RetrySettings.builder()
			.maxAttempts(1)
			.baseDelay(Duration.ofSeconds(1))
			.maxDelay(Duration.ofSeconds(2))
			.maxServerDelay(Duration.ofSeconds(3))
			.retryOnStatus(Set.of(500))
			.retryOnTimeout(true)
			.budget(5)
			.build();
		PacingSettings pacing = PacingSettings.builder().initialRate(2.0).minRate(1.0).maxRate(3.0).build();
		return Stream.of(
				argumentSet("call", call, call.toBuilder().build(), call.toBuilder().header("X-A", "3").build()),
				argumentSet("call priority", call, call.toBuilder().build(), call.toBuilder().priority(null).build()),
				argumentSet("bulk window", bulk, bulk.toBuilder().build(), bulk.toBuilder().reorderWindow(6).build()),
				argumentSet("bulk bytes", bulk, bulk.toBuilder().build(),
						bulk.toBuilder().reorderWindowBytes(7L).build()),
				argumentSet("bulk", bulk, bulk.toBuilder().build(), bulk.toBuilder().onProgress(null).build()),
				argumentSet("retry", retry, retry.toBuilder().build(), retry.toBuilder().budget(6).build()),
				argumentSet("pacing", pacing, pacing.toBuilder().build(), pacing.toBuilder().maxRate(null).build()));
	}

	@Test
	void nullLeavesOptionsOpen() {
		assertThat(CallOptions.builder()
			.responseTimeout(null)
			.streamIdleTimeout(null)
			.totalTimeout(null)
			.maxAttempts(null)
			.priority(null)
			.build()).isEqualTo(CallOptions.none());
		assertThat(PacingSettings.builder().initialRate(null).minRate(null).maxRate(null).build())
			.isEqualTo(PacingSettings.defaults());
		assertThat(RetrySettings.builder()
			.maxAttempts(null)
			.baseDelay(null)
			.maxDelay(null)
			.maxServerDelay(null)
			.retryOnStatus(null)
			.retryOnTimeout(null)
			.budget(null)
			.build()).isEqualTo(RetrySettings.defaults());
	}

	@Test
	void retryDelaysMustNotContradictEachOther() {
		Duration shorter = Duration.ofMillis(100);
		Duration longer = Duration.ofSeconds(10);
		assertThat(RetrySettings.builder().maxDelay(shorter).build().baseDelay()).isEqualTo(shorter);
		assertThat(RetrySettings.builder().baseDelay(longer).build().maxDelay()).isEqualTo(longer);
		RetrySettings.Builder builder = RetrySettings.builder().baseDelay(longer).maxDelay(shorter);
		assertThatIllegalArgumentException().isThrownBy(builder::build).withMessageContainingAll("PT10S", "PT0.1S");
	}

	@ParameterizedTest
	@CsvSource(nullValues = "-", value = { "-, -, -, 1, 0.1", "5, -, -, 5, 0.1", "0.05, -, -, 0.05, 0.05",
			"-, 2, -, 2, 2", "-, -, 0.5, 0.5, 0.1", "-, -, 0.05, 0.05, 0.05", "2, 1, 3, 2, 1", "2, 2, 2, 2, 2" })
	void ratesThatAreNotSetFollowThoseThatAre(@Nullable Double initial, @Nullable Double min, @Nullable Double max,
			double initialRate, double minRate) {
		PacingSettings settings = PacingSettings.builder().initialRate(initial).minRate(min).maxRate(max).build();
		assertThat(settings.initialRate()).isEqualTo(initialRate);
		assertThat(settings.minRate()).isEqualTo(minRate);
		assertThat(settings.maxRate()).isEqualTo(max);
	}

	@ParameterizedTest
	@CsvSource(nullValues = "-", value = { "1, 2, -", "3, -, 2", "-, 3, 2" })
	void ratesMustNotContradictEachOther(@Nullable Double initial, @Nullable Double min, @Nullable Double max) {
		PacingSettings.Builder builder = PacingSettings.builder().initialRate(initial).minRate(min).maxRate(max);
		assertThatIllegalArgumentException().isThrownBy(builder::build).withMessageContaining("must not be above");
	}

	@ParameterizedTest
	@ValueSource(doubles = { 0, -1, 0.0009, 1_000_001, Double.NaN, Double.POSITIVE_INFINITY })
	void ratesMustBeInRange(double rate) {
		PacingSettings.Builder builder = PacingSettings.builder();
		assertThatIllegalArgumentException().isThrownBy(() -> builder.initialRate(rate));
		assertThatIllegalArgumentException().isThrownBy(() -> builder.minRate(rate));
		assertThatIllegalArgumentException().isThrownBy(() -> builder.maxRate(rate));
	}

	@Test
	void bulkResultAnsweredOrFailed() {
		CompletionRequest request = CompletionRequest.builder().model("m").build();
		CompletionResponse response = WireFixtures.response(WireFixtures.FULL);
		BulkResult succeeded = BulkResult.succeeded(3, request, response);
		assertThat(succeeded.index()).isEqualTo(3);
		assertThat(succeeded.request()).isSameAs(request);
		assertThat(succeeded.error()).isNull();
		assertThat(succeeded.orElseThrow()).isSameAs(response).isSameAs(succeeded.response());
		RuntimeException error = new IllegalStateException("no");
		BulkResult failed = BulkResult.failed(4, request, error);
		assertThat(failed.response()).isNull();
		assertThat(failed.error()).isSameAs(error);
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(failed::orElseThrow).isSameAs(error);
	}

}
