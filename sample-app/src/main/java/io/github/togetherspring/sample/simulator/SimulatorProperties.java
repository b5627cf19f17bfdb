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

package io.github.togetherspring.sample.simulator;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Configuration properties of the embedded simulator.
 *
 * @param tokenDelay Delay before each token of a stream.
 * @param streamIdleTimeout Idle time-out of streams from the simulator, which is shorter
 * than for a service so that its effect can be watched.
 */
@ConfigurationProperties("sample.simulator")
public record SimulatorProperties(@DefaultValue("30ms") Duration tokenDelay,
		@DefaultValue("5s") Duration streamIdleTimeout) {

}
