import { ProblemError } from "./problem.js";

/**
 * Posts JSON to the application.
 *
 * @param {string} path the path, without a slash before it
 * @param {string} body the JSON
 * @param {object} options
 * @param {string} options.accept the type of the answer
 * @param {AbortSignal} options.signal gives the call up, which reaches the server behind
 * @returns {Promise<Response>} the answer
 * @throws {ProblemError} if the application answers with a problem
 */
export async function post(path, body, { accept = "application/json", signal } = {}) {
	const response = await fetch(path, {
		method: "POST",
		headers: { "Content-Type": "application/json", "Accept": accept },
		body,
		signal
	});
	if (!response.ok) {
		throw new ProblemError(await problemIn(response));
	}
	return response;
}

/**
 * Posts JSON and reads the answer's events as they come.
 *
 * @param {string} path the path, without a slash before it
 * @param {string} body the JSON
 * @param {object} options
 * @param {AbortSignal} options.signal gives the call up, which reaches the server behind
 * @param {function(Response): void} options.onResponse hears of the answer's head
 * @returns {AsyncGenerator<{type: string, data: string}>} the events
 * @throws {ProblemError} if the application answers with a problem
 */
export async function* postForEvents(path, body, { signal, onResponse } = {}) {
	const response = await post(path, body, { accept: "text/event-stream", signal });
	onResponse?.(response);
	yield* eventsOf(response.body);
}

/**
 * Reads lines as they come, such as those of NDJSON.
 *
 * @param {ReadableStream<Uint8Array>} body the text in UTF-8
 * @returns {AsyncGenerator<string>} the lines without their ends
 */
export async function* linesOf(body) {
	let rest = "";
	for await (const text of textsOf(body)) {
		const lines = (rest + text).split(/\r\n|\n|\r(?!$)/);
		rest = lines.pop();
		yield* lines;
	}
	if (rest !== "") {
		yield rest.replace(/\r$/, "");
	}
}

async function* eventsOf(body) {
	let type = "message";
	let data = [];
	for await (const line of linesOf(body)) {
		const [, name, value] = /^([^:]*)(?:: ?)?(.*)$/s.exec(line);
		if (line === "") {
			if (data.length > 0) {
				yield { type, data: data.join("\n") };
			}
			type = "message";
			data = [];
		}
		else if (name === "event") {
			type = value;
		}
		else if (name === "data") {
			data.push(value);
		}
	}
}

async function* textsOf(body) {
	const reader = body.pipeThrough(new TextDecoderStream()).getReader();
	try {
		for (let next = await reader.read(); !next.done; next = await reader.read()) {
			yield next.value;
		}
	}
	finally {
		reader.cancel().catch(() => undefined);
	}
}

/** Returns how often the application asked the server for an answer, or null if it did not. */
export function attemptsOf(response) {
	return Number(response.headers.get("X-Attempts")) || null;
}

async function problemIn(response) {
	const attempts = attemptsOf(response);
	try {
		return { attempts, ...await response.json() };
	}
	catch {
		return { attempts, status: response.status, title: response.statusText };
	}
}
