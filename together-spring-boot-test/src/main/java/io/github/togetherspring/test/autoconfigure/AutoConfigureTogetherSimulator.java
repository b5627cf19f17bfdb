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
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;

/**
 * Lets a test class talk to a {@link TogetherSimulator} in place of the service, in a
 * {@code @SpringBootTest} or a slice. All clients that {@code together.*} configures call
 * it, also those with a base URL of their own. The simulator is a bean, and a parameter
 * of test methods; it is reset before each test.
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
 * There is one simulator for each application context, and it is closed with it. Because
 * test classes share contexts, those with this annotation don't run at the same time as
 * each other where JUnit runs tests in parallel.
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
	 * Whether requests for which nothing is scripted fail, and with them the test, in
	 * place of being answered by the language model.
	 * @return whether only scripted requests are answered
	 * @see TogetherSimulator#strict
	 */
	boolean strict() default false;

}
