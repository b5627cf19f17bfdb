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

import java.util.Map;

import io.github.togetherspring.simulator.TogetherSimulator;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.stereotype.Component;

/**
 * Adds the server that is used to {@code /actuator/info}.
 */
@Component
class ServerInfoContributor implements InfoContributor {

	private final Map<String, String> details;

	ServerInfoContributor(ObjectProvider<TogetherSimulator> simulator) {
		this.details = Map.of("server", (simulator.getIfAvailable() != null) ? "simulator" : "service");
	}

	@Override
	public void contribute(Info.Builder builder) {
		builder.withDetail("playground", this.details);
	}

}
