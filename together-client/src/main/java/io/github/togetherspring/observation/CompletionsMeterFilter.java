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

package io.github.togetherspring.observation;

import java.util.Arrays;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import org.jspecify.annotations.Nullable;

/**
 * Sets the bucket boundaries of the conventions' histograms. A later filter may replace
 * them.
 */
public final class CompletionsMeterFilter implements MeterFilter {

	private static final double NANOS_PER_SECOND = 1e9;

	private static final int BUCKETS = 14;

	private static final double[] SECONDS = boundaries(0.01 * NANOS_PER_SECOND, 2);

	private static final double[] TOKENS = boundaries(1, 4);

	private static double[] boundaries(double first, int factor) {
		double[] boundaries = new double[BUCKETS];
		Arrays.setAll(boundaries, (i) -> Math.rint(first * Math.pow(factor, i)));
		return boundaries;
	}

	// Events are counted by a separate meter, whose tags include the cause of a retry.
	@Override
	public MeterFilterReply accept(Meter.Id id) {
		for (SemanticConventions conventions : SemanticConventions.values()) {
			if (id.getName().startsWith(conventions.duration() + ".together.")) {
				return MeterFilterReply.DENY;
			}
		}
		return MeterFilterReply.NEUTRAL;
	}

	@Override
	public @Nullable DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
		double[] boundaries = boundaries(id.getName());
		return (boundaries != null)
				? DistributionStatisticConfig.builder().serviceLevelObjectives(boundaries).build().merge(config)
				: config;
	}

	private static double @Nullable [] boundaries(String name) {
		if (name.equals(SemanticConventions.TOKEN_USAGE)) {
			return TOKENS;
		}
		for (SemanticConventions conventions : SemanticConventions.values()) {
			if (name.equals(conventions.duration()) || name.equals(conventions.timeToFirstChunk())
					|| name.equals(conventions.timePerOutputChunk())) {
				return SECONDS;
			}
		}
		return null;
	}

}
