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

// tag::summaries-job-tests[]
package com.example.articles;

import io.github.togetherspring.simulator.TogetherSimulator;
import io.github.togetherspring.test.autoconfigure.AutoConfigureTogetherSimulator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.JobExecution;
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

@SpringBootTest(properties = { "spring.batch.job.enabled=false", "spring.datasource.generate-unique-name=true" })
@AutoConfigureTogetherSimulator
class SummariesJobTests {

	@Autowired
	private JdbcTemplate jdbc;

	@Autowired
	private JobOperator operator;

	@Autowired
	private Job summaries;

	@BeforeEach
	void hundredArticles() {
		for (int id = 1; id <= 100; id++) {
			this.jdbc.update("insert into article (id, title, body) values (?, ?, ?)", id, "Title " + id, "Body");
		}
	}

	@Test
	void continuesWhereAWrongKeyHasStoppedIt(TogetherSimulator simulator) throws Exception {
		simulator.on(anyRequest()).respond(completion(" A summary."));
		simulator.on(promptContaining("Article: Title 7\n")).respond(error(400, "invalid", "too long"));
		simulator.on(promptContaining("Article: Title 50\n")).respond(error(401, "invalid_api_key", "no"));

		assertThat(run().getStatus()).isEqualTo(BatchStatus.FAILED);
		assertThat(summaries()).isEqualTo(49);

		simulator.on(promptContaining("Article: Title 50\n")).respond(completion(" A summary."));

		assertThat(run().getStatus()).isEqualTo(BatchStatus.COMPLETED);
		assertThat(summaries()).isEqualTo(100);
		assertThat(this.jdbc.queryForList("select article_id from summary where problem is not null", Long.class))
			.containsExactly(7L);
	}

	private JobExecution run() throws Exception {
		return this.operator.start(this.summaries, new JobParameters());
	}

	private int summaries() {
		return this.jdbc.queryForObject("select count(*) from summary", Integer.class);
	}

}
// end::summaries-job-tests[]
