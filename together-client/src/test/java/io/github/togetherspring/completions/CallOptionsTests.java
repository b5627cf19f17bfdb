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

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link CallOptions} and {@link BulkOptions}.
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
		assertThat(options.callOptions()).isSameAs(CallOptions.none());
		assertThat(options.progressListener()).isNull();
	}

	@Test
	void bulkOptionsChangeOneByOne() {
		CallOptions callOptions = CallOptions.builder().header("a", "b").build();
		BulkOptions options = BulkOptions.defaults().withConcurrency(3).asCompleted().withCallOptions(callOptions);
		assertThat(options.concurrency()).isEqualTo(3);
		assertThat(options.ordered()).isFalse();
		assertThat(options.callOptions()).isSameAs(callOptions);
		assertThat(BulkOptions.defaults().concurrency()).isEqualTo(BulkOptions.DEFAULT_CONCURRENCY);
	}

	@Test
	void bulkConcurrencyMustBePositive() {
		assertThatIllegalArgumentException().isThrownBy(() -> BulkOptions.defaults().withConcurrency(0))
			.withMessageContaining("0");
	}

	@Test
	void bulkResultAnsweredOrFailed() {
		CompletionRequest request = CompletionRequest.builder().model("m").build();
		CompletionResponse response = WireFixtures.response(WireFixtures.FULL);
		BulkResult answered = BulkResult.answered(3, request, response);
		assertThat(answered.index()).isEqualTo(3);
		assertThat(answered.request()).isSameAs(request);
		assertThat(answered.error()).isNull();
		assertThat(answered.orElseThrow()).isSameAs(response).isSameAs(answered.response());
		RuntimeException error = new IllegalStateException("no");
		BulkResult failed = BulkResult.failed(4, request, error);
		assertThat(failed.response()).isNull();
		assertThat(failed.error()).isSameAs(error);
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(failed::orElseThrow).isSameAs(error);
	}

}
