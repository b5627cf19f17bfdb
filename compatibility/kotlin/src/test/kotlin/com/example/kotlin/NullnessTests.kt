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

package com.example.kotlin

import org.assertj.core.api.Assertions.assertThat
import org.jetbrains.kotlin.cli.jvm.K2JVMCompiler
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir
import java.io.ByteArrayOutputStream
import java.io.PrintStream
import java.nio.file.Path
import kotlin.io.path.writeLines

/**
 * Tests that Kotlin knows what may be null and what may not.
 */
class NullnessTests(@param:TempDir private val directory: Path) {

	@Test
	fun `what may be null is not taken for what may not`() {
		val right = listOf("val a: String = response.text()", "val a: String? = response.id()",
			"val a: Int? = response.usage()?.totalTokens()",
			"val a: String? = response.choices()[0].finishReason()?.value()",
			"val a: List<CompletionChoice> = response.choices()", "val a: Any? = response.json()[\"x\"]",
			"val a: String? = request.prompt()", "val a: Map<String, Double>? = request.logitBias()",
			"request.toBuilder().additionalField(\"x\", null)", "request.toBuilder().promptTokens(listOf(1))",
			"request.toBuilder().promptTokenLists(listOf(listOf(1)))", "client.create { it.prompts(listOf(\"a\")) }")
		val wrong = listOf("val a: String = response.id()", "response.usage().totalTokens()",
			"response.choices()[0].finishReason().value()", "val a: Any = response.json()[\"x\"]",
			"val a: String = request.prompt()", "request.prompts().size", "request.toBuilder().prompt(null)",
			"request.toBuilder().prompts(listOf(\"a\", null))", "request.toBuilder().promptTokens(listOf(1, null))",
			"client.create { it.prompt(null) }", "client.create(null as CompletionRequest?)")
		assertThat(refused(right + wrong)).containsExactlyElementsOf(wrong)
	}

	private fun refused(code: List<String>): List<String> {
		val source = directory.resolve("Code.kt")
		source.writeLines(listOf("import io.github.togetherspring.completions.*") + code.mapIndexed { index, line ->
			"fun f$index(client: CompletionsClient, request: CompletionRequest, response: CompletionResponse) { $line }"
		})
		val messages = ByteArrayOutputStream()
		K2JVMCompiler().exec(PrintStream(messages, true, Charsets.UTF_8), "-no-stdlib", "-no-reflect", "-nowarn",
			"-jvm-target", "17", "-classpath", System.getProperty("java.class.path"), "-d",
			directory.resolve("out").toString(), source.toString())
		return Regex("Code\\.kt:(\\d+):\\d+: error:").findAll(messages.toString(Charsets.UTF_8))
			.map { code[it.groupValues[1].toInt() - 2] }
			.distinct()
			.toList()
	}

}
