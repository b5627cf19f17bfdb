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

package com.example.articles;

import io.github.togetherspring.simulator.TogetherSimulator;
import io.github.togetherspring.test.autoconfigure.AutoConfigureTogetherSimulator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.launch.JobOperator;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.JdbcTemplate;

import static io.github.togetherspring.simulator.script.RequestPattern.anyRequest;
import static io.github.togetherspring.simulator.script.RequestPattern.promptContaining;
import static io.github.togetherspring.simulator.script.SimulatedResponse.completion;
import static io.github.togetherspring.simulator.script.SimulatedResponse.error;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the divided table of docs/jobs.md.
 */
@SpringBootTest(properties = { "spring.batch.job.enabled=false", "spring.datasource.generate-unique-name=true",
		"together.batch.partitions.grid-size=8" })
@AutoConfigureTogetherSimulator
class DividedSummariesJobTests {

	private static final int ARTICLES = 300;

	@Autowired
	private JdbcTemplate jdbc;

	@Autowired
	private JobOperator operator;

	@Autowired
	private Job dividedSummaries;

	@BeforeEach
	void articlesWithGapsBetweenTheirKeys() {
		for (int id = 1; id <= ARTICLES; id++) {
			this.jdbc.update("insert into article (id, title, body) values (?, ?, ?)", id * id, "Title " + id, "Body");
		}
	}

	@Test
	void rangesAreContinuedAfterAFailure(TogetherSimulator simulator) throws Exception {
		simulator.on(anyRequest()).respond(completion(" A summary."));
		simulator.on(promptContaining("Article: Title 250\n")).respond(error(401, "invalid_api_key", "no"));

		assertThat(run()).isEqualTo(BatchStatus.FAILED);
		assertThat(summaries()).isLessThan(ARTICLES);

		simulator.on(promptContaining("Article: Title 250\n")).respond(completion(" A summary."));

		assertThat(run()).isEqualTo(BatchStatus.COMPLETED);
		assertThat(summaries()).isEqualTo(ARTICLES);
		assertThat(simulator.requests()).hasSizeLessThanOrEqualTo(2 * ARTICLES);
	}

	private BatchStatus run() throws Exception {
		return this.operator.start(this.dividedSummaries, new JobParameters()).getStatus();
	}

	private int summaries() {
		return this.jdbc.queryForObject("select count(*) from summary", Integer.class);
	}

}
