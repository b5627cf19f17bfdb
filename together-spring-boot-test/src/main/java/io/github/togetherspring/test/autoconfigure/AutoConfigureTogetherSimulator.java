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

package io.github.togetherspring.test.autoconfigure;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import io.github.togetherspring.simulator.TogetherSimulator;
import io.github.togetherspring.simulator.script.SimulatedRateLimit;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;

/**
 * Replaces the service by a {@link TogetherSimulator} in a test class, with
 * {@code @SpringBootTest} or in a test slice. All clients that {@code together.*}
 * configures call it, even those that set another base URL. The simulator is a bean, and
 * can be a parameter of test methods. It is reset before each test.
 *
 * <pre class="code">
 * &#064;SpringBootTest
 * &#064;AutoConfigureTogetherSimulator
 * class StorytellerTests {
 *
 *     &#064;Test
 *     void tells(@Autowired Storyteller storyteller, TogetherSimulator simulator) {
 *         simulator.on(prompt("Once")).respond(completion(" upon a time"));
 *         assertThat(storyteller.tell("Once")).isEqualTo(" upon a time");
 *     }
 *
 * }
 * </pre>
 *
 * There is one simulator for each application context, and it is closed together with the
 * context. If JUnit runs classes in parallel, those with this annotation run one after
 * the other, because they may share a context.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ImportAutoConfiguration
@ExtendWith(SimulatorParameterResolver.class)
@ResourceLock("io.github.togetherspring.test.autoconfigure.AutoConfigureTogetherSimulator")
public @interface AutoConfigureTogetherSimulator {

	/**
	 * Whether requests without a scripted response fail, and with them the test. By
	 * default, the language model responds to them.
	 * @return whether strict mode is enabled
	 * @see TogetherSimulator#strict
	 */
	boolean strict() default false;

	/**
	 * Whether the simulator limits the rate of completions like Together AI. By default,
	 * there is no limit. For other settings, use {@link TogetherSimulator#limitRate} in
	 * the test.
	 * @return whether there is a dynamic rate limit
	 * @see SimulatedRateLimit#dynamic
	 */
	boolean rateLimit() default false;

	/**
	 * How much faster the time of the rate limit passes. With 100, the limit follows the
	 * requests of the last 36 seconds instead of the last hour.
	 * @return the factor, more than 0
	 * @see SimulatedRateLimit.Builder#timeFactor
	 */
	double rateLimitTimeFactor() default 1;

}
