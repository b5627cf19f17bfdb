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

package io.github.togetherspring.autoconfigure;

import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.completions.ConnectionException;
import io.github.togetherspring.completions.TogetherResponseException;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Service;

/**
 * A recipe: two clients, one for when the other fails.
 */
// tag::clients[]
@Service
class Writer {

	private final CompletionsClient creative;

	private final CompletionsClient local;

	Writer(@Qualifier("creative") CompletionsClient creative, @Qualifier("local") CompletionsClient local) {
		this.creative = creative;
		this.local = local;
	}

	String write(String beginning) {
		try {
			return this.creative.create((request) -> request.prompt(beginning)).text();
		}
		catch (TogetherResponseException.ServiceUnavailable | ConnectionException ex) {
			return this.local.create((request) -> request.prompt(beginning)).text();
		}
	}

}
// end::clients[]
