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

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * Tests for {@link CompletionRequest}.
 */
class CompletionRequestTests {

	private static final BigInteger BIG_SEED = new BigInteger("18446744073709551615");

	private static final JsonMapper MAPPER = JsonMapper.builder().build();

	private static final List<String> NAMES = Stream
		.concat(Arrays.stream(Parameter.values()).map(Parameter::wireName), Stream.of("best_of"))
		.toList();

	private static final List<Object> ODD_VALUES = Stream
		.of(null, "", " ", "a", "\n", "é\u2028\ud83d\ude00", "1", "NaN", true, false, 0, 1, -1, 7L, Integer.MAX_VALUE,
				Integer.MIN_VALUE, 4294967296L, Long.MIN_VALUE, BIG_SEED, BIG_SEED.pow(5), 0.0, -0.0, 100.0, 1.5f, -2.5,
				decimal("1e3"), decimal("1E-7"), decimal("-1e0"), decimal("18446744073709551615.000"),
				decimal("1E+999999999"), List.of(), List.of("a"), List.of("a", "b"), List.of(""), List.of(1, 2),
				List.of(1.0, 2), List.of(List.of(1), List.of(2.0, 3)), List.of(List.of()), List.of(List.of("a")),
				List.of("a", 1), List.of("a", List.of(1, "b")), List.of(List.of(List.of(1))), List.of(true),
				Collections.singletonList(null), List.of(Map.of()), new String[] { "a", "b" }, Map.of(), Map.of("7", 1),
				Map.of("7", -1.5), Map.of("7", false), Map.of("7", true), Map.of("7", "x"),
				Collections.singletonMap("7", null), List.of(List.of(7, 1.5)), List.of(List.of("the", false)))
		.collect(Collectors.toCollection(ArrayList::new));

	static Stream<Arguments> parameters() {
		return Stream.of(parameter("model", (b) -> b.model("m"), "m", CompletionRequest::model, "m"),
				parameter("prompt", (b) -> b.prompt(""), "", CompletionRequest::prompt, ""),
				parameter("prompt", (b) -> b.prompts("a", ""), List.of("a", ""), CompletionRequest::prompts,
						List.of("a", "")),
				parameter("prompt", (b) -> b.promptTokens(List.of(1, 2)), List.of(1, 2),
						CompletionRequest::promptTokens, List.of(1, 2)),
				parameter("prompt", (b) -> b.promptTokenLists(List.of(List.of(1, 2), List.of(3))),
						List.of(List.of(1, 2), List.of(3)), CompletionRequest::promptTokenLists,
						List.of(List.of(1, 2), List.of(3))),
				parameter("max_tokens", (b) -> b.maxTokens(0), 0, CompletionRequest::maxTokens, 0),
				parameter("temperature", (b) -> b.temperature(0.7), decimal("0.7"), CompletionRequest::temperature,
						0.7),
				parameter("top_p", (b) -> b.topP(0.9), decimal("0.9"), CompletionRequest::topP, 0.9),
				parameter("top_k", (b) -> b.topK(-1), -1, CompletionRequest::topK, -1),
				parameter("min_p", (b) -> b.minP(0.05), decimal("0.05"), CompletionRequest::minP, 0.05),
				parameter("repetition_penalty", (b) -> b.repetitionPenalty(1.1), decimal("1.1"),
						CompletionRequest::repetitionPenalty, 1.1),
				parameter("presence_penalty", (b) -> b.presencePenalty(-2), decimal("-2.0"),
						CompletionRequest::presencePenalty, -2.0),
				parameter("frequency_penalty", (b) -> b.frequencyPenalty(1e-7), decimal("1.0E-7"),
						CompletionRequest::frequencyPenalty, 1e-7),
				parameter("logit_bias", (b) -> b.logitBias(Map.of("1024", -10.5)), Map.of("1024", decimal("-10.5")),
						CompletionRequest::logitBias, Map.of("1024", -10.5)),
				parameter("stop", (b) -> b.stop("a", "\n"), List.of("a", "\n"), CompletionRequest::stop,
						List.of("a", "\n")),
				parameter("n", (b) -> b.n(3), 3, CompletionRequest::n, 3),
				parameter("seed", (b) -> b.seed(42), 42, CompletionRequest::seed, BigInteger.valueOf(42)),
				parameter("logprobs", (b) -> b.logprobs(20), 20, CompletionRequest::logprobs, 20),
				parameter("echo", (b) -> b.echo(false), false, CompletionRequest::echo, false),
				parameter("safety_model", (b) -> b.safetyModel("guard"), "guard", CompletionRequest::safetyModel,
						"guard"));
	}

	static Stream<Arguments> refused() {
		List<Arguments> refused = new ArrayList<>(List.of(refused("model", "empty", (b) -> b.model("")),
				refused("model", "blank", (b) -> b.model(" \t")), refused("n", "0", (b) -> b.n(0)),
				refused("n", "-1", (b) -> b.n(-1)), refused("max_tokens", "-1", (b) -> b.maxTokens(-1)),
				refused("temperature", "-0.1", (b) -> b.temperature(-0.1)),
				refused("prompt", "no texts", (b) -> b.prompts()),
				refused("prompt", "no tokens", (b) -> b.promptTokens(List.of())),
				refused("prompt", "no lists of tokens", (b) -> b.promptTokenLists(List.of())),
				refused("stop", "empty text", (b) -> b.stop("")),
				refused("stop", "empty text among others", (b) -> b.stop("\n", "")),
				refused("logit_bias", "NaN", (b) -> b.logitBias(Map.of("1", Double.NaN))),
				refused("logit_bias", "Infinity", (b) -> b.logitBias(Map.of("1", Float.POSITIVE_INFINITY)))));
		for (double value : new double[] { Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY }) {
			refused.add(refused("temperature", "" + value, (b) -> b.temperature(value)));
			refused.add(refused("top_p", "" + value, (b) -> b.topP(value)));
			refused.add(refused("min_p", "" + value, (b) -> b.minP(value)));
			refused.add(refused("repetition_penalty", "" + value, (b) -> b.repetitionPenalty(value)));
			refused.add(refused("presence_penalty", "" + value, (b) -> b.presencePenalty(value)));
			refused.add(refused("frequency_penalty", "" + value, (b) -> b.frequencyPenalty(value)));
		}
		return refused.stream();
	}

	static Stream<Arguments> wrongTypes() {
		return Stream.of(wrongType("model", 1), wrongType("prompt", 1), wrongType("prompt", true),
				wrongType("prompt", Map.of("a", 1)), wrongType("prompt", List.of()), wrongType("prompt", List.of(1.5)),
				wrongType("prompt", List.of(true)), wrongType("prompt", List.of(4294967296L)),
				wrongType("prompt", Collections.singletonList(null)), wrongType("prompt", List.of(Map.of())),
				wrongType("prompt", List.of(List.of(List.of(1)))), wrongType("prompt", List.of("a", List.of(1, false))),
				wrongType("max_tokens", "1"), wrongType("max_tokens", 1.5), wrongType("max_tokens", 4294967296L),
				wrongType("max_tokens", -1), wrongType("max_tokens", -1.0),
				wrongType("max_tokens", new BigDecimal("1E+999999999")),
				wrongType("max_tokens", new BigDecimal("1E-999999999")), wrongType("temperature", "0.5"),
				wrongType("temperature", true), wrongType("top_p", List.of()), wrongType("top_k", 1.5),
				wrongType("min_p", Map.of()), wrongType("repetition_penalty", "1"),
				wrongType("presence_penalty", false), wrongType("frequency_penalty", "x"), wrongType("logit_bias", 1),
				wrongType("logit_bias", Map.of("1", "x")), wrongType("logit_bias", Map.of("1", true)),
				wrongType("logit_bias", List.of()), wrongType("logit_bias", List.of(1, 2.5)),
				wrongType("logit_bias", List.of(List.of(1))), wrongType("logit_bias", List.of(List.of(1, true))),
				wrongType("logit_bias", List.of(List.of(1.5, 1))), wrongType("logit_bias", List.of(List.of(1, 2, 3))),
				wrongType("logit_bias", Collections.singletonMap("1", null)), wrongType("stop", 1),
				wrongType("stop", List.of(1)), wrongType("stop", Collections.singletonList(null)),
				wrongType("stop", ""), wrongType("stop", List.of("a", "")), wrongType("n", "1"), wrongType("n", 0),
				wrongType("seed", "42"), wrongType("seed", 1.5), wrongType("logprobs", true), wrongType("echo", "true"),
				wrongType("echo", 1), wrongType("safety_model", false));
	}

	static Stream<Arguments> otherForms() {
		return Stream.of(otherForm("max_tokens", 100.0, 100), otherForm("max_tokens", decimal("1e3"), 1000),
				otherForm("max_tokens", -0.0, 0), otherForm("top_k", 40.0, 40), otherForm("n", 2.0f, 2),
				otherForm("logprobs", decimal("5.00"), 5), otherForm("seed", decimal("1e3"), 1000),
				otherForm("seed", decimal("18446744073709551615.0"), BIG_SEED), otherForm("stop", "\n", List.of("\n")),
				otherForm("prompt", List.of(1.0, 2), List.of(1, 2)),
				otherForm("prompt", List.of(List.of(decimal("1e3"))), List.of(List.of(1000))));
	}

	static Stream<Arguments> formsOfPrompts() {
		return Stream.of(argumentSet("text", "a", "a", List.of("a"), null, null),
				argumentSet("list of one text", List.of("a"), null, List.of("a"), null, null),
				argumentSet("texts", List.of("a", "b"), null, List.of("a", "b"), null, null),
				argumentSet("tokens", List.of(1, 2), null, null, List.of(1, 2), List.of(List.of(1, 2))),
				argumentSet("lists of tokens", List.of(List.of(1), List.of(2)), null, null, null,
						List.of(List.of(1), List.of(2))),
				argumentSet("list of no tokens", List.of(List.of()), null, null, null, List.of(List.of())),
				argumentSet("tokens and texts in one prompt", List.of(1, "a"), null, null, null, null),
				argumentSet("prompts of both kinds", List.of("a", List.of(1)), null, null, null, null));
	}

	@ParameterizedTest
	@MethodSource("parameters")
	void parameterHasItsWireNameAndType(String name, Consumer<CompletionRequest.Builder> setter, Object wireValue,
			Function<CompletionRequest, Object> getter, Object value) {
		CompletionRequest request = build(setter);
		assertThat(request.json()).isEqualTo(Map.of(name, wireValue));
		assertThat(getter.apply(request)).isEqualTo(value);
	}

	@ParameterizedTest
	@MethodSource("parameters")
	void parameterIsReadFromJson(String name, Consumer<CompletionRequest.Builder> setter, Object wireValue,
			Function<CompletionRequest, Object> getter, Object value) {
		assertThat(CompletionRequest.of(Map.of(name, wireValue))).isEqualTo(build(setter));
	}

	@ParameterizedTest
	@MethodSource("parameters")
	void parameterThatIsNotSetIsAbsent(String name, Consumer<CompletionRequest.Builder> setter, Object wireValue,
			Function<CompletionRequest, Object> getter, Object value) {
		CompletionRequest request = CompletionRequest.builder().build();
		assertThat(request.json()).isEmpty();
		assertThat(getter.apply(request)).isNull();
	}

	@ParameterizedTest
	@MethodSource("parameters")
	void parameterFromDefaultsUnlessSetOrOmitted(String name, Consumer<CompletionRequest.Builder> setter,
			Object wireValue, Function<CompletionRequest, Object> getter, Object value) {
		CompletionRequest defaults = build(setter);
		assertThat(getter.apply(CompletionRequest.builder().build().withDefaults(defaults))).isEqualTo(value);
		CompletionRequest omitted = CompletionRequest.builder().omit(name).build();
		assertThat(omitted.withDefaults(defaults).json()).doesNotContainKey(name);
		assertThat(build(setter.andThen((builder) -> builder.omit(name))).json()).isEmpty();
		assertThat(CompletionRequest.of(Collections.singletonMap(name, null)).json()).doesNotContainKey(name);
	}

	@ParameterizedTest
	@MethodSource("refused")
	void valueThatIsNeverRightIsRefused(String name, Consumer<CompletionRequest.Builder> setter) {
		CompletionRequest.Builder builder = CompletionRequest.builder().model("m");
		CompletionRequest before = builder.build();
		assertThatExceptionOfType(InvalidCompletionRequestException.class).isThrownBy(() -> setter.accept(builder))
			.withMessageContaining("'" + name + "'")
			.satisfies((ex) -> assertThat(ex.parameter()).isEqualTo(name));
		assertThat(builder.build()).isEqualTo(before);
	}

	@ParameterizedTest
	@MethodSource("wrongTypes")
	void wrongTypeNamesTheField(String name, Object value) {
		assertThatExceptionOfType(InvalidCompletionRequestException.class)
			.isThrownBy(() -> CompletionRequest.of(Map.of(name, value)))
			.withMessageContaining("'" + name + "'")
			.satisfies((ex) -> assertThat(ex.parameter()).isEqualTo(name));
	}

	@Test
	void promptThatIsRefusedIsNotQuoted() {
		for (Object prompt : List.of(12345, List.of(List.of(List.of("12345"))), List.of(12345.5), Map.of("12345", 1))) {
			assertThatExceptionOfType(InvalidCompletionRequestException.class)
				.isThrownBy(() -> build((builder) -> builder.additionalField("prompt", prompt)))
				.withMessageNotContaining("12345");
		}
	}

	@ParameterizedTest
	@MethodSource("otherForms")
	void otherFormOfAValueIsSentInTheOneForm(String name, Object value, Object wireValue) {
		assertThat(CompletionRequest.of(Map.of(name, value)).json()).isEqualTo(Map.of(name, wireValue));
	}

	@ParameterizedTest
	@MethodSource("formsOfPrompts")
	void promptIsReadInTheFormsThatItHas(Object prompt, @Nullable String text, @Nullable List<String> texts,
			@Nullable List<Integer> tokens, @Nullable List<List<Integer>> tokenLists) {
		CompletionRequest request = build((builder) -> builder.additionalField("prompt", prompt));
		assertThat(request.prompt()).isEqualTo(text);
		assertThat(request.prompts()).isEqualTo(texts);
		assertThat(request.promptTokens()).isEqualTo(tokens);
		assertThat(request.promptTokenLists()).isEqualTo(tokenLists);
	}

	@ParameterizedTest
	@FieldSource("NAMES")
	void oneRuleWhicheverWayAParameterEnters(String name) {
		for (Object value : ODD_VALUES) {
			Map<String, Object> json = Collections.singletonMap(name, value);
			CompletionRequest read;
			try {
				read = CompletionRequest.of(json);
			}
			catch (InvalidCompletionRequestException ex) {
				assertThatExceptionOfType(InvalidCompletionRequestException.class)
					.isThrownBy(() -> build((builder) -> builder.additionalField(name, value)))
					.withMessage(ex.getMessage());
				continue;
			}
			CompletionRequest built = build((builder) -> builder.additionalField(name, value));
			assertThat(built).as("%s", json).isEqualTo(read);
			assertThat(CompletionRequest.of(built.json())).as("%s", json).isEqualTo(built);
			assertThat(built.toBuilder().build()).as("%s", json).isEqualTo(built);
			assertThat(CompletionRequest.builder().build().withDefaults(built)).as("%s", json).isEqualTo(built);
		}
	}

	@ParameterizedTest
	@FieldSource("NAMES")
	void requestIsReadBackFromItsJsonText(String name) {
		for (Object value : ODD_VALUES) {
			CompletionRequest request;
			try {
				request = build((builder) -> builder.additionalField(name, value));
			}
			catch (InvalidCompletionRequestException ex) {
				continue;
			}
			String text = MAPPER.writeValueAsString(request);
			// A reader of decimals takes the sign from negative zero.
			String expected = text.replace(":-0.0}", ":0.0}");
			assertThat(MAPPER.writeValueAsString(CompletionRequest.of(WireFixtures.parse(text)))).isEqualTo(expected);
		}
	}

	@Test
	void nullLeavesEveryParameterOpen() {
		CompletionRequest set = build((builder) -> builder.model("m").maxTokens(1).temperature(0).stop("s"));
		assertThat(set.toBuilder().model(null).maxTokens(null).temperature(null).stop((List<String>) null).build())
			.isEqualTo(CompletionRequest.builder().build());
		assertThat(build((builder) -> builder.topP(null)
			.topK(null)
			.minP(null)
			.repetitionPenalty(null)
			.presencePenalty(null)
			.frequencyPenalty(null)
			.logitBias(null)
			.n(null)
			.seed(null)
			.logprobs(null)
			.echo(null)
			.safetyModel(null)).json()).isEmpty();
		assertThatExceptionOfType(InvalidCompletionRequestException.class)
			.isThrownBy(() -> CompletionRequest.builder().prompt(null))
			.withMessageContaining("prompt");
	}

	@Test
	void wholeNumbersAreSentLikeOthers() {
		assertThat(build((builder) -> builder.temperature(1))).isEqualTo(build((builder) -> builder.temperature(1.0)));
	}

	@Test
	void nullLeavesAParameterOpen() {
		CompletionRequest defaults = build((builder) -> builder.topP(0.5));
		assertThat(build((builder) -> builder.topP(1).additionalField("top_p", null)).json()).isEmpty();
		assertThat(
				build((builder) -> builder.omit("top_p").additionalField("top_p", null)).withDefaults(defaults).topP())
			.isEqualTo(0.5);
	}

	@Test
	void biasOfFalseRulesATokenOut() {
		CompletionRequest request = CompletionRequest.of(Map.of("logit_bias", Map.of("7", false)));
		assertThat(request.json()).isEqualTo(Map.of("logit_bias", Map.of("7", false)));
		assertThat(request.logitBias()).containsExactly(Map.entry("7", Double.NEGATIVE_INFINITY));
	}

	@Test
	void biasesAsPairsAreSentAsTheyAre() {
		List<List<?>> pairs = List.of(List.of(7, -1.5), List.of("the", false));
		CompletionRequest request = build((builder) -> builder.additionalField("logit_bias", pairs));
		assertThat(request.json().get("logit_bias")).asInstanceOf(InstanceOfAssertFactories.LIST)
			.containsExactly(List.of(7, decimal("-1.5")), List.of("the", false));
		assertThat(request.logitBias()).isNull();
	}

	@Test
	void oddValuesAreLeftToTheService() {
		CompletionRequest request = build((builder) -> builder.maxTokens(0)
			.topK(-1)
			.seed(BIG_SEED)
			.topP(7)
			.minP(-1)
			.presencePenalty(1000)
			.n(100000)
			.logprobs(-5)
			.prompt("")
			.stop()
			.safetyModel(""));
		assertThat(request.seed()).isEqualTo(BIG_SEED);
		assertThat(request.json()).containsEntry("max_tokens", 0)
			.containsEntry("top_k", -1)
			.containsEntry("seed", BIG_SEED)
			.containsEntry("stop", List.of());
		assertThat(build((builder) -> builder.temperature(-0.0)).temperature()).isEqualTo(-0.0);
	}

	@Test
	void singleStopInJsonBecomesAList() {
		assertThat(CompletionRequest.of(Map.of("stop", "\n")).json()).isEqualTo(Map.of("stop", List.of("\n")));
	}

	@Test
	void streamFollowsFromTheMethod() {
		assertThat(CompletionRequest.of(Map.of("model", "m", "stream", true)).json()).isEqualTo(Map.of("model", "m"));
		assertThatExceptionOfType(InvalidCompletionRequestException.class)
			.isThrownBy(() -> CompletionRequest.builder().additionalField("stream", true))
			.satisfies((ex) -> assertThat(ex.parameter()).isEqualTo("stream"));
	}

	@Test
	void additionalFieldsOfEveryJsonType() {
		CompletionRequest request = build((builder) -> builder.additionalField("a", "x")
			.additionalField("b", 1.5)
			.additionalField("c", null)
			.additionalField("d", Map.of("e", List.of(true))));
		assertThat(request.json().keySet()).containsExactly("a", "b", "c", "d");
		assertThat(request.json()).containsEntry("b", decimal("1.5")).containsEntry("c", null);
		assertThat(CompletionRequest.of(request.json())).isEqualTo(request);
		assertThatIllegalArgumentException()
			.isThrownBy(() -> CompletionRequest.builder().additionalField("f", new Object()))
			.withMessageContaining("'f'");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> CompletionRequest.builder().additionalField("f", Double.NaN))
			.withMessageContaining("'f'");
	}

	@Test
	void laterValueReplacesTheEarlier() {
		assertThat(build((builder) -> builder.n(1).n(2)).n()).isEqualTo(2);
		assertThat(build((builder) -> builder.omit("n").n(2)).n()).isEqualTo(2);
		CompletionRequest defaults = build((builder) -> builder.n(5));
		assertThat(build((builder) -> builder.omit("n").n(2).omit("n")).withDefaults(defaults).n()).isNull();
		assertThat(build((builder) -> builder.omit("top_z").additionalField("top_z", 1)).json()).containsEntry("top_z",
				1);
	}

	@Test
	void defaultsFillOnlyWhatIsOpen() {
		CompletionRequest defaults = build(
				(builder) -> builder.model("d").maxTokens(7).stop("x").additionalField("extra", 1));
		CompletionRequest merged = build((builder) -> builder.model("m").prompt("p").omit("stop"))
			.withDefaults(defaults);
		assertThat(merged.json()).isEqualTo(Map.of("model", "m", "max_tokens", 7, "extra", 1, "prompt", "p"));
		assertThat(defaults.model()).isEqualTo("d");
	}

	@Test
	void builderReuseLeavesBuiltRequestsAlone() {
		CompletionRequest.Builder builder = CompletionRequest.builder().model("m").n(1);
		CompletionRequest first = builder.build();
		CompletionRequest second = builder.n(2).omit("model").build();
		assertThat(first.json()).isEqualTo(Map.of("model", "m", "n", 1));
		assertThat(second.json()).isEqualTo(Map.of("n", 2));
	}

	@Test
	void toBuilderStartsFromTheRequest() {
		CompletionRequest request = build((builder) -> builder.model("m").n(1).omit("seed"));
		assertThat(request.toBuilder().build()).isEqualTo(request);
		assertThat(request.toBuilder().n(2).build().json()).isEqualTo(Map.of("model", "m", "n", 2));
		assertThat(request.n()).isEqualTo(1);
		CompletionRequest defaults = build((builder) -> builder.seed(7));
		assertThat(request.toBuilder().build().withDefaults(defaults).seed()).isNull();
	}

	@Test
	void collectionsAreCopiedAndUnmodifiable() {
		List<String> stop = new ArrayList<>(List.of("a"));
		Map<String, Double> bias = new LinkedHashMap<>(Map.of("1", 1.0));
		CompletionRequest request = build((builder) -> builder.stop(stop).logitBias(bias));
		stop.add("b");
		bias.put("2", 2.0);
		assertThat(request.stop()).containsExactly("a");
		assertThat(request.logitBias()).containsExactly(Map.entry("1", 1.0));
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> request.stop().add("c"));
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(() -> request.logitBias().put("3", 3.0));
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(() -> ((List<?>) request.json().get("stop")).clear());
	}

	@Test
	void equality() {
		assertThat(build((builder) -> builder.model("m").n(1))).isEqualTo(build((builder) -> builder.n(1).model("m")))
			.hasSameHashCodeAs(build((builder) -> builder.n(1).model("m")))
			.isNotEqualTo(build((builder) -> builder.model("m").n(2)))
			.isNotEqualTo(build((builder) -> builder.model("m").n(1).omit("seed")));
		assertThat(build((builder) -> builder.seed(7)))
			.isEqualTo(build((builder) -> builder.seed(BigInteger.valueOf(7))));
	}

	@Test
	void toStringNamesFieldsAndNoValues() {
		CompletionRequest request = build(
				(builder) -> builder.model("acme").prompt("secret").additionalField("user", "secret"));
		assertThat(request).asString().contains("acme", "prompt", "user").doesNotContain("secret");
	}

	private static CompletionRequest build(Consumer<CompletionRequest.Builder> setter) {
		CompletionRequest.Builder builder = CompletionRequest.builder();
		setter.accept(builder);
		return builder.build();
	}

	private static BigDecimal decimal(String text) {
		return new BigDecimal(text);
	}

	private static Arguments parameter(String name, Consumer<CompletionRequest.Builder> setter, Object wireValue,
			Function<CompletionRequest, Object> getter, Object value) {
		return argumentSet(name, name, setter, wireValue, getter, value);
	}

	private static Arguments refused(String name, String value, Consumer<CompletionRequest.Builder> setter) {
		return argumentSet(name + " " + value, name, setter);
	}

	private static Arguments otherForm(String name, Object value, Object wireValue) {
		return argumentSet(name + " " + value, name, value, wireValue);
	}

	private static Arguments wrongType(String name, Object value) {
		return argumentSet(name + " " + value, name, value);
	}

}
