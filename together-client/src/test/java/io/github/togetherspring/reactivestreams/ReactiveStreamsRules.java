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

package io.github.togetherspring.reactivestreams;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.reactivestreams.tck.PublisherVerification;
import org.reactivestreams.tck.SubscriberBlackboxVerification;
import org.reactivestreams.tck.TestEnvironment;
import org.testng.SkipException;
import org.testng.annotations.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * The rules of Reactive Streams, as tests of its TCK that JUnit runs. TestNG's engine for
 * JUnit does not work with JUnit 6.
 */
public final class ReactiveStreamsRules {

	// The others only say that no test can verify their rule.
	private static final Pattern TESTED = Pattern.compile("(required|optional|stochastic)_.*");

	private static final long TIMEOUT_MILLIS = 5_000;

	private static final long NO_SIGNALS_MILLIS = 20;

	private static final long POLL_MILLIS = 5;

	private ReactiveStreamsRules() {
	}

	/**
	 * Return the time-outs of the TCK: long for what must happen, short for what must
	 * not.
	 * @return a new environment
	 */
	public static TestEnvironment environment() {
		return new TestEnvironment(TIMEOUT_MILLIS, NO_SIGNALS_MILLIS, POLL_MILLIS);
	}

	/**
	 * Return a test for each rule of a publisher.
	 * @param verification the publisher
	 * @param notApplicable the rules that do not apply, with the reason
	 * @return the tests
	 */
	public static Stream<DynamicTest> of(PublisherVerification<?> verification, Map<String, String> notApplicable) {
		return tests(verification, verification::setUp, notApplicable);
	}

	/**
	 * Return a test for each rule of a subscriber.
	 * @param verification the subscriber
	 * @return the tests
	 */
	public static Stream<DynamicTest> of(SubscriberBlackboxVerification<?> verification) {
		return tests(verification, () -> {
			verification.startPublisherExecutorService();
			verification.setUp();
		}, Map.of()).map((test) -> DynamicTest.dynamicTest(test.getDisplayName(), () -> {
			try {
				test.getExecutable().execute();
			}
			finally {
				verification.shutdownPublisherExecutorService();
			}
		}));
	}

	private static Stream<DynamicTest> tests(Object verification, SetUp setUp, Map<String, String> notApplicable) {
		Method[] rules = Arrays.stream(verification.getClass().getMethods())
			.filter((method) -> method.isAnnotationPresent(Test.class) && TESTED.matcher(method.getName()).matches())
			.sorted(Comparator.comparing(Method::getName))
			.toArray(Method[]::new);
		assertThat(rules).hasSizeGreaterThan(10).extracting(Method::getName).containsAll(notApplicable.keySet());
		return Arrays.stream(rules).map((rule) -> DynamicTest.dynamicTest(rule.getName(), () -> {
			String reason = notApplicable.get(rule.getName());
			assumeTrue(reason == null, reason);
			setUp.run();
			run(verification, rule);
		}));
	}

	private static void run(Object verification, Method rule) throws ReflectiveOperationException {
		try {
			rule.invoke(verification);
		}
		catch (InvocationTargetException ex) {
			boolean skipped = ex.getCause() instanceof SkipException;
			throw new AssertionError(rule.getName() + (skipped ? " is skipped by the TCK, and no reason is given" : ""),
					ex.getCause());
		}
	}

	private interface SetUp {

		void run() throws Exception;

	}

}
