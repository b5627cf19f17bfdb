import { linesOf, post } from "../lib/events.js";

const PATH = "api/completions/bulk";

/** Many prompts and what has become of each, over any number of runs. */
export class Bulk {

	#outcomes = new Map();

	/** @param {import("./prompts.js").Line[]} lines the prompts */
	constructor(lines) {
		this.lines = lines;
		this.failed = 0;
		this.tokens = 0;
		lines.filter((line) => line.request === null).forEach((line) => this.#refuse(line));
	}

	get done() {
		return this.#outcomes.size;
	}

	get left() {
		return this.lines.filter((line) => !this.#outcomes.has(line));
	}

	/** The prompts that failed and can be sent again. */
	get failures() {
		return this.lines.filter((line) => line.request !== null && this.#outcomes.get(line)?.problem);
	}

	/** Returns what has become of a prompt: a text or a problem, or undefined as long as it has no answer. */
	outcome(line) {
		return this.#outcomes.get(line);
	}

	/**
	 * Sends prompts and keeps what becomes of them. What became of them before is forgotten
	 * at once.
	 *
	 * @param {import("./prompts.js").Line[]} lines which of the prompts
	 * @param {number} concurrency how many at a time
	 * @param {AbortSignal} signal gives up what has not been answered
	 * @throws if not all were answered
	 */
	async run(lines, concurrency, signal) {
		lines.forEach((line) => this.#forget(line));
		const requests = `[${lines.map((line) => line.request).join(",\n")}]`;
		const response = await post(`${PATH}?concurrency=${concurrency}`, requests,
				{ accept: "application/x-ndjson", signal });
		let answered = 0;
		for await (const text of linesOf(response.body)) {
			const answer = JSON.parse(text);
			this.#keep(lines[answer.index], answer, text);
			answered++;
		}
		if (answered < lines.length) {
			throw new Error("The answer broke off");
		}
	}

	/** Returns all outcomes as JSON Lines, in the order of the input. */
	toJsonLines() {
		return this.lines.filter((line) => this.#outcomes.has(line))
			.map((line) => `${this.#outcomes.get(line).json}\n`)
			.join("");
	}

	#forget(line) {
		const outcome = this.#outcomes.get(line);
		if (outcome) {
			this.#outcomes.delete(line);
			this.failed -= outcome.problem ? 1 : 0;
			this.tokens -= outcome.tokens;
		}
	}

	#refuse(line) {
		const error = { status: 400, title: "Not sent", detail: "The line is no JSON object" };
		this.#keep(line, { error }, JSON.stringify({ index: line.index, error }));
	}

	// The server counts what it was sent, and its words are kept as they came.
	#keep(line, { response, error }, text) {
		const tokens = response?.usage?.completion_tokens ?? 0;
		this.failed += error ? 1 : 0;
		this.tokens += tokens;
		this.#outcomes.set(line, {
			text: response?.choices?.map((choice) => choice.text).join("\n") ?? "",
			problem: error,
			tokens,
			json: text.replace(/^\{"index":\d+/, `{"index":${line.index}`)
		});
	}

}
