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

import java.net.URI;

import io.github.togetherspring.completions.CompletionRequest;
import io.micrometer.observation.Observation;
import org.jspecify.annotations.Nullable;

/**
 * Starts the observations of one client's calls.
 */
public final class ClientObservations {

	private static final int HTTP_PORT = 80;

	private static final int HTTPS_PORT = 443;

	private final CompletionsObservations settings;

	private final String name;

	private final URI baseUrl;

	private final CompletionsObservationConvention defaultConvention;

	private final @Nullable CompletionsObservationConvention convention;

	private final ObservationErrors errors;

	private final ModelNames models;

	private final @Nullable PacingState pacing;

	private final @Nullable BudgetState budget;

	private final @Nullable QuotaState quota;

	ClientObservations(CompletionsObservations settings, String name, URI baseUrl) {
		this.pacing = null;
		this.budget = null;
		this.quota = null;
		this.errors = new ObservationErrors();
		this.models = new ModelNames();
		this.settings = settings;
		this.name = name;
		this.baseUrl = baseUrl;
		this.defaultConvention = new DefaultCompletionsObservationConvention(settings.conventions());
		CompletionsObservationConvention convention = settings.convention();
		this.convention = (convention != null) ? new GuardedConvention(convention, this.defaultConvention, this.errors)
				: null;
	}

	private ClientObservations(ClientObservations other, @Nullable PacingState pacing, @Nullable BudgetState budget,
			@Nullable QuotaState quota) {
		this.pacing = pacing;
		this.budget = budget;
		this.quota = quota;
		this.errors = other.errors;
		this.models = other.models;
		this.settings = other.settings;
		this.name = other.name;
		this.baseUrl = other.baseUrl;
		this.defaultConvention = other.defaultConvention;
		this.convention = other.convention;
	}

	/**
	 * Return observations of the same client for calls that are paced.
	 * @param pacing the state of the pacing, or {@code null} for none
	 * @return the observations
	 */
	public ClientObservations withPacing(@Nullable PacingState pacing) {
		return new ClientObservations(this, pacing, this.budget, this.quota);
	}

	/**
	 * Return observations of the same client for calls with a budget.
	 * @param budget the state of the budget, or {@code null} for none
	 * @return the observations
	 */
	public ClientObservations withBudget(@Nullable BudgetState budget) {
		return new ClientObservations(this, this.pacing, budget, this.quota);
	}

	/**
	 * Return observations of the same client for calls with quotas.
	 * @param quota the state of the quotas, or {@code null} for none
	 * @return the observations
	 */
	public ClientObservations withQuota(@Nullable QuotaState quota) {
		return new ClientObservations(this, this.pacing, this.budget, quota);
	}

	/**
	 * Return whether nothing handles observations, so that none need be started.
	 * @return whether they are switched off
	 */
	public boolean isNoop() {
		return this.settings.registry().isNoop();
	}

	/**
	 * Return the current observation of this thread.
	 * @return the observation, or {@code null} if there is none
	 */
	public @Nullable Observation current() {
		return this.settings.registry().getCurrentObservation();
	}

	/**
	 * Start the observation of a call. A failure of the observation does not affect the
	 * call.
	 * @param request the request with the client's defaults
	 * @param stream whether the response is streamed to the caller
	 * @param parent what the call is a part of, or {@code null} for what is being
	 * observed on this thread, if anything
	 * @return the observation, or {@code null} if calls are not observed
	 */
	public @Nullable CompletionsObservation start(CompletionRequest request, boolean stream,
			@Nullable Observation parent) {
		CompletionsObservationContext context = new CompletionsObservationContext(this, request, stream);
		try {
			Observation observation = CompletionsObservationDocumentation.TEXT_COMPLETION.observation(this.convention,
					this.defaultConvention, () -> context, this.settings.registry());
			if (observation.isNoop()) {
				return null;
			}
			if (parent != null) {
				observation.parentObservation(parent);
			}
			return new CompletionsObservation(observation.start(), context, this.errors);
		}
		catch (RuntimeException | Error ex) {
			this.errors.report(ex);
			return null;
		}
	}

	CompletionsObservations settings() {
		return this.settings;
	}

	String name() {
		return this.name;
	}

	@Nullable PacingState pacing() {
		return this.pacing;
	}

	@Nullable BudgetState budget() {
		return this.budget;
	}

	@Nullable QuotaState quota() {
		return this.quota;
	}

	ModelNames models() {
		return this.models;
	}

	String serverAddress() {
		return this.baseUrl.getHost();
	}

	int serverPort() {
		int port = this.baseUrl.getPort();
		if (port != -1) {
			return port;
		}
		return "http".equalsIgnoreCase(this.baseUrl.getScheme()) ? HTTP_PORT : HTTPS_PORT;
	}

}
