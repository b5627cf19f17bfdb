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

package io.github.togetherspring.autoconfigure.health;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import io.github.togetherspring.autoconfigure.TogetherAutoConfiguration;
import io.github.togetherspring.completions.CompletionRequest;
import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.completions.TogetherException;
import io.github.togetherspring.internal.call.RecentCalls;
import io.github.togetherspring.internal.client.ClientStatus;
import io.github.togetherspring.internal.diagnostics.FailureAnalyses;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.BDDMockito;
import org.mockito.Mockito;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.health.contributor.CompositeReactiveHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.ReactiveHealthContributor;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.headRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.moreThan;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * Tests for the health of the clients, against a real server.
 */
class HealthTests {

	private static final String MODELS = "/v1/models";

	private static final CompletionRequest REQUEST = CompletionRequest.builder().model("m").prompt("hush").build();

	@RegisterExtension
	final WireMockExtension server = WireMockExtension.newInstance()
		.options(WireMockConfiguration.wireMockConfig().dynamicPort())
		.build();

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(TogetherAutoConfiguration.class,
				TogetherHealthContributorAutoConfiguration.class))
		.withPropertyValues("together.retry.enabled=false");

	static Stream<Arguments> states() {
		return Stream.of(argumentSet("answers", aResponse(), Status.UP, null),
				argumentSet("401", aResponse().withStatus(401), Status.DOWN, "rejected-key"),
				argumentSet("403", aResponse().withStatus(403), Status.DOWN, "rejected-key"),
				argumentSet("402", aResponse().withStatus(402), Status.DOWN, "payment-required"),
				argumentSet("429", aResponse().withStatus(429).withHeader("Retry-After", "7"), Status.UP,
						"rate-limited"),
				argumentSet("503", aResponse().withStatus(503), Status.DOWN, "overloaded"),
				argumentSet("500", aResponse().withStatus(500), Status.DOWN, "error"),
				argumentSet("reset", aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER), Status.DOWN, "unreachable"),
				argumentSet("407, the proxy's", aResponse().withStatus(407), Status.DOWN, "unreachable"),
				argumentSet("slow", aResponse().withFixedDelay(10_000), Status.DOWN, "timeout"));
	}

	@ParameterizedTest
	@MethodSource("states")
	void probeTellsThemApart(ResponseDefinitionBuilder answer, Status status, String reason) {
		this.server.stubFor(WireMock.any(urlEqualTo(MODELS)).willReturn(answer));
		withServer().withPropertyValues("together.health.timeout=" + patience(reason)).run((context) -> {
			Health health = health(context);
			assertThat(health.getStatus()).isEqualTo(status);
			assertThat(health.getDetails()).containsEntry("source", "probe");
			assertThat(health.getDetails().get("reason")).isEqualTo(reason);
			assertThat(health.toString()).doesNotContain("sk-hush");
		});
	}

	@ParameterizedTest
	@MethodSource("states")
	void callsTellThemApart(ResponseDefinitionBuilder answer, Status status, String reason) {
		this.server.stubFor(post("/v1/completions")
			.willReturn(answer.withBody("{\"choices\":[{}]}").withHeader("Content-Type", "application/json")));
		withServer().withPropertyValues("together.response-timeout=" + patience(reason)).run((context) -> {
			call(context);
			Health health = health(context);
			assertThat(health.getStatus()).isEqualTo(status);
			assertThat(health.getDetails()).containsEntry("source", "traffic");
			assertThat(health.getDetails().get("reason")).isEqualTo(reason);
			this.server.verify(0, anyRequestedFor(urlEqualTo(MODELS)));
		});
	}

	@Test
	void requestThatIsRefusedAsWrongIsAnAnswer() {
		this.server.stubFor(post("/v1/completions").willReturn(aResponse().withStatus(400)));
		withServer().run((context) -> {
			call(context);
			assertThat(health(context).getStatus()).isEqualTo(Status.UP);
		});
	}

	@Test
	void someFailuresAmongAnswersAreNoOutage() {
		withServer().run((context) -> {
			this.server.stubFor(post("/v1/completions").willReturn(aResponse().withStatus(400)));
			call(context);
			this.server.stubFor(post("/v1/completions").willReturn(aResponse().withStatus(503)));
			for (int i = 0; i < 4; i++) {
				call(context);
				assertThat(health(context).getStatus()).isEqualTo(Status.UP);
			}
			call(context);
			assertThat(health(context).getStatus()).isEqualTo(Status.DOWN);
		});
	}

	@Test
	void oldCallsDoNotCount() {
		this.server.stubFor(post("/v1/completions").willReturn(aResponse().withStatus(503)));
		this.server.stubFor(WireMock.any(urlEqualTo(MODELS)).willReturn(aResponse()));
		withServer().withPropertyValues("together.health.traffic-window=0s").run((context) -> {
			call(context);
			assertThat(health(context).getStatus()).isEqualTo(Status.UP);
			this.server.verify(1, headRequestedFor(urlEqualTo(MODELS)));
		});
	}

	@Test
	void withoutKeyItIsUnknownAndNothingIsSent() {
		withServer().withPropertyValues("together.api-key=").run((context) -> {
			Health health = health(context);
			assertThat(health.getStatus()).isEqualTo(Status.UNKNOWN);
			assertThat(health.getDetails()).containsEntry("reason", "no-api-key");
			this.server.verify(0, anyRequestedFor(urlEqualTo(MODELS)));
		});
	}

	@Test
	void listIsAskedForWhereItsHeadIsNotToBeHad() {
		this.server.stubFor(WireMock.head(urlEqualTo(MODELS)).willReturn(aResponse().withStatus(405)));
		this.server.stubFor(get(MODELS).willReturn(aResponse().withBody("[]")));
		withServer().run((context) -> {
			assertThat(health(context).getStatus()).isEqualTo(Status.UP);
			this.server.verify(1, getRequestedFor(urlEqualTo(MODELS)).withHeader("Authorization",
					WireMock.equalTo("Bearer sk-hush")));
		});
	}

	@ParameterizedTest
	@ValueSource(ints = { 400, 404, 405, 410, 415, 422, 501 })
	void serverWithoutListOfModelsIsUp(int status) {
		this.server.stubFor(WireMock.any(urlEqualTo(MODELS)).willReturn(aResponse().withStatus(status)));
		withServer().run((context) -> {
			Health health = health(context);
			assertThat(health.getStatus()).isEqualTo(Status.UP);
			assertThat(health.getDetails()).containsEntry("reason", "models-not-offered")
				.containsEntry("status", status);
		});
	}

	@ParameterizedTest
	@ValueSource(ints = { 408, 409, 500, 502, 504, 524 })
	void errorThatCallsWouldMeetTooIsDown(int status) {
		this.server.stubFor(WireMock.any(urlEqualTo(MODELS)).willReturn(aResponse().withStatus(status)));
		withServer().run((context) -> {
			Health health = health(context);
			assertThat(health.getStatus()).isEqualTo(Status.DOWN);
			assertThat(health.getDetails()).containsEntry("reason", "error").containsEntry("status", status);
		});
	}

	@ParameterizedTest
	@ValueSource(ints = { 301, 302, 307, 308 })
	void redirectIsDownSinceCallsFollowNone(int status) {
		this.server.stubFor(WireMock.any(urlEqualTo(MODELS))
			.willReturn(aResponse().withStatus(status).withHeader("Location", "/login")));
		withServer().run((context) -> {
			Health health = health(context);
			assertThat(health.getStatus()).isEqualTo(Status.DOWN);
			assertThat(health.getDetails()).containsEntry("reason", "redirected").containsEntry("status", status);
			this.server.verify(1, anyRequestedFor(urlEqualTo(MODELS)));
			this.server.verify(0, anyRequestedFor(urlEqualTo("/login")));
		});
	}

	@Test
	void clientOfTheApplicationsOwnIsUnknown() {
		CompletionsClient client = Mockito.mock(CompletionsClient.class);
		this.contextRunner.withBean(CompletionsClient.class, () -> client).run((context) -> {
			Health health = health(context);
			assertThat(health.getStatus()).isEqualTo(Status.UNKNOWN);
			assertThat(health.getDetails()).containsEntry("reason", "not-supported").doesNotContainKey("error");
		});
	}

	@Test
	void probeThatKnowsNoTimeoutEndsAllTheSame() {
		CompletionsClient client = Mockito.mock(CompletionsClient.class,
				Mockito.withSettings().extraInterfaces(ClientStatus.class));
		BDDMockito.given(((ClientStatus) client).recentCalls()).willReturn(RecentCalls.NONE);
		BDDMockito.given(((ClientStatus) client).probe(Mockito.any())).willReturn(Mono.never());
		this.contextRunner.withBean(CompletionsClient.class, () -> client)
			.withPropertyValues("together.health.timeout=50ms")
			.run((context) -> {
				Health health = health(context);
				assertThat(health.getStatus()).isEqualTo(Status.DOWN);
				assertThat(health.getDetails()).containsEntry("reason", "timeout");
			});
	}

	@Test
	void oneProbeServesAll() {
		this.server.stubFor(WireMock.any(urlEqualTo(MODELS)).willReturn(aResponse().withFixedDelay(200)));
		withServer().run((context) -> {
			List<Health> healths = Flux.range(0, 50)
				.flatMap((i) -> context.getBean(ReactiveHealthIndicator.class).health(), 50)
				.collectList()
				.block(Duration.ofSeconds(10));
			assertThat(healths).hasSize(50).allSatisfy((health) -> assertThat(health.getStatus()).isEqualTo(Status.UP));
			this.server.verify(1, anyRequestedFor(urlEqualTo(MODELS)));
		});
	}

	@Test
	void answerIsKeptForSomeTime() {
		this.server.stubFor(WireMock.any(urlEqualTo(MODELS)).willReturn(aResponse()));
		withServer().withPropertyValues("together.health.cache-ttl=1ms").run((context) -> {
			health(context);
			Awaitility.await().untilAsserted(() -> {
				health(context);
				this.server.verify(moreThan(1), anyRequestedFor(urlEqualTo(MODELS)));
			});
		});
	}

	@Test
	void eachClientHasItsHealth() {
		this.server.stubFor(WireMock.any(urlEqualTo(MODELS)).willReturn(aResponse()));
		withServer()
			.withPropertyValues("together.clients.broken.base-url=http://localhost:1/v1",
					"together.clients.broken.api-key=k")
			.run((context) -> {
				CompositeReactiveHealthContributor composite = context
					.getBean(CompositeReactiveHealthContributor.class);
				assertThat(composite.stream().map((entry) -> entry.name())).containsExactlyInAnyOrder("default",
						"broken");
				assertThat(status(composite, "default")).isEqualTo(Status.UP);
				assertThat(status(composite, "broken")).isEqualTo(Status.DOWN);
			});
	}

	@Test
	void namedClientMayHaveTimesOfItsOwn() {
		this.server.stubFor(post("/v1/completions").willReturn(aResponse().withStatus(503)));
		this.server.stubFor(WireMock.any(urlEqualTo(MODELS)).willReturn(aResponse()));
		withServer().withPropertyValues("together.clients.probed.health.traffic-window=0s").run((context) -> {
			for (CompletionsClient client : context.getBeansOfType(CompletionsClient.class).values()) {
				assertThatExceptionOfType(TogetherException.class).isThrownBy(() -> client.create(REQUEST));
			}
			CompositeReactiveHealthContributor composite = context.getBean(CompositeReactiveHealthContributor.class);
			assertThat(status(composite, "default")).isEqualTo(Status.DOWN);
			assertThat(status(composite, "probed")).isEqualTo(Status.UP);
		});
	}

	@ParameterizedTest
	@CsvSource({ "together.health.timeout, 0", "together.health.timeout, 367d", "together.health.cache-ttl, -1s",
			"together.health.traffic-window, -1s", "together.clients.other.health.traffic-window, 367d" })
	void timeOutOfRangeIsExplained(String property, String time) {
		withServer().withPropertyValues("together.clients.other.max-concurrent-requests=1", property + "=" + time)
			.run((context) -> {
				FailureAnalysis analysis = FailureAnalyses.ofInvalidProperty(context.getStartupFailure());
				assertThat(analysis).isNotNull();
				assertThat(analysis.getDescription()).contains("'" + property + "'");
			});
	}

	@Test
	void scopedClientIsListedOnce() {
		this.server.stubFor(WireMock.any(urlEqualTo(MODELS)).willReturn(aResponse()));
		withServer().withUserConfiguration(ScopedClientConfiguration.class).run((context) -> {
			assertThat(context.getBeanNamesForType(CompletionsClient.class)).contains("scopedTarget.tenant");
			CompositeReactiveHealthContributor composite = context.getBean(CompositeReactiveHealthContributor.class);
			assertThat(composite.stream().map((entry) -> entry.name())).containsExactlyInAnyOrder("default", "tenant");
			// The proxy of the scope is not a client of this library.
			assertThat(status(composite, "tenant")).isEqualTo(Status.UNKNOWN);
		});
	}

	@Test
	void backsOff() {
		this.contextRunner.withPropertyValues("management.health.together.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(ReactiveHealthContributor.class));
		this.contextRunner.withPropertyValues("together.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(ReactiveHealthContributor.class));
		this.contextRunner
			.withBean("togetherHealthIndicator", ReactiveHealthIndicator.class,
					() -> () -> Mono.just(Health.up().build()))
			.run((context) -> assertThat(context).hasSingleBean(ReactiveHealthContributor.class));
	}

	// Only as short as it takes to see that time-outs work.
	private static String patience(@Nullable String reason) {
		return "timeout".equals(reason) ? "500ms" : "9s";
	}

	private ApplicationContextRunner withServer() {
		return this.contextRunner.withPropertyValues(
				"together.base-url=http://localhost:" + this.server.getPort() + "/v1", "together.api-key=sk-hush",
				"together.health.timeout=10s");
	}

	private static void call(ApplicationContext context) {
		try {
			context.getBean(CompletionsClient.class).create(REQUEST);
		}
		catch (TogetherException ex) {
			// What the health says of it is the point.
		}
	}

	private static Health health(ApplicationContext context) throws IOException {
		return context.getBean(ReactiveHealthIndicator.class).health().block(Duration.ofSeconds(15));
	}

	private static Status status(CompositeReactiveHealthContributor composite, String name) {
		return ((ReactiveHealthIndicator) composite.getContributor(name)).health()
			.block(Duration.ofSeconds(15))
			.getStatus();
	}

	@Configuration(proxyBeanMethods = false)
	static class ScopedClientConfiguration {

		@Bean(defaultCandidate = false)
		@Scope(scopeName = ConfigurableBeanFactory.SCOPE_PROTOTYPE, proxyMode = ScopedProxyMode.INTERFACES)
		CompletionsClient tenant(CompletionsClient.Builder builder) {
			return builder.build();
		}

	}

}
