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

package io.github.togetherspring.sample.api;

import java.util.List;

import io.github.togetherspring.sample.json.Problems;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.DatabindException;

import org.springframework.beans.TypeMismatchException;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.reactive.result.method.annotation.ResponseEntityExceptionHandler;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.ServerWebInputException;
import org.springframework.web.util.DisconnectedClientHelper;

/**
 * Responds with a problem to invalid uses of HTTP and to unexpected failures, unless the
 * response has started or the caller has disconnected. The auto-configuration does so for
 * failed calls. Problems are sent whatever the caller accepts, including those that
 * request an event stream.
 */
@RestControllerAdvice
class ProblemAdvice extends ResponseEntityExceptionHandler {

	@ExceptionHandler
	Mono<ResponseEntity<ProblemDetail>> handle(Exception error, ServerWebExchange exchange) {
		if (exchange.getResponse().isCommitted() || DisconnectedClientHelper.isClientDisconnectedException(error)) {
			return Mono.error(error);
		}
		ProblemDetail problem = Problems.of(error);
		return Mono.just(ResponseEntity.status(problem.getStatus())
			.contentType(MediaType.APPLICATION_PROBLEM_JSON)
			.body(problem));
	}

	@Override
	protected Mono<ResponseEntity<Object>> handleServerWebInputException(ServerWebInputException error,
			HttpHeaders headers, HttpStatusCode status, ServerWebExchange exchange) {
		MethodParameter parameter = error.getMethodParameter();
		if (parameter != null && error.getCause() instanceof TypeMismatchException) {
			ProblemDetail problem = error.getBody();
			problem.setDetail("'%s' must be of type %s".formatted(parameter.getParameterName(),
					parameter.getParameterType().getSimpleName()));
			problem.setProperty("error_param", parameter.getParameterName());
		}
		else if (parameter != null && parameter.hasParameterAnnotation(RequestBody.class)) {
			error.getBody().setDetail(describe(parameter, error.getCause()));
		}
		return super.handleServerWebInputException(error, headers, status, exchange);
	}

	// Jackson's own messages may quote the body, which may be confidential.
	private static String describe(MethodParameter body, @Nullable Throwable error) {
		Throwable cause = (error != null) ? error.getCause() : null;
		if (cause instanceof JacksonException broken && !(cause instanceof DatabindException)) {
			TokenStreamLocation location = broken.getLocation();
			return "The body is broken JSON" + ((location != null)
					? " in line %d, column %d".formatted(location.getLineNr(), location.getColumnNr()) : "");
		}
		boolean list = List.class.isAssignableFrom(body.getParameterType());
		return "The body must be a single JSON " + (list ? "array of requests" : "object");
	}

	@Override
	protected Mono<ResponseEntity<Object>> createResponseEntity(@Nullable Object body, @Nullable HttpHeaders headers,
			HttpStatusCode status, ServerWebExchange exchange) {
		HttpHeaders all = (headers != null) ? HttpHeaders.copyOf(headers) : new HttpHeaders();
		all.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
		return super.createResponseEntity(body, all, status, exchange);
	}

}
