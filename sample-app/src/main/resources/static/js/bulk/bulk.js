import { linesOf, post } from "../lib/events.js";
import { ProblemError } from "../lib/problem.js";

const PATH = "api/completions/bulk";

/** Many prompts and what has become of each, over any number of runs. */
export class Bulk {

	#outcomes = new Map();
	#store;

	/**
	 * @param {import("./prompts.js").Line[]} lines the prompts
	 * @param {import("./store.js").Store} store keeps what becomes of them
	 * @param {string} id tells the bulk from others; it begins with the time
	 */
	constructor(lines, store, id = `${Date.now()}-${Math.random().toString(36).slice(2)}`) {
		this.id = id;
		this.lines = lines;
		this.failed = 0;
		this.refused = 0;
		this.tokens = 0;
		this.#store = store;
		lines.filter((line) => line.request === null).forEach((line) => this.#refuse(line));
	}

	get done() {
		return this.#outcomes.size;
	}

	get completed() {
		return this.done - this.failed - this.refused;
	}

	get left() {
		return this.lines.filter((line) => !this.#outcomes.has(line));
	}

	/** The prompts that failed and can be sent again. Those that were refused would be refused again. */
	get failures() {
		return this.lines.filter((line) => this.#isFailed(line));
	}

	/** The prompts that were not sent, since their requests can never be right. */
	get refusals() {
		return this.lines.filter((line) => this.#outcomes.get(line)?.refused);
	}

	/** Returns what has become of a prompt: texts or a problem, or undefined as long as it has no answer. */
	outcome(line) {
		return this.#outcomes.get(line);
	}

	/** Takes over what was kept, such as what another tab has got. */
	async refresh() {
		const byIndex = new Map(this.lines.map((line) => [line.index, line]));
		for (const { index, json } of await this.#store.outcomes(this.id)) {
			if (byIndex.has(index)) {
				this.#take(byIndex.get(index), JSON.parse(json), json);
			}
		}
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
		this.#store.remove(this.id, lines.filter((line) => this.#forget(line)).map((line) => line.index));
		const requests = `[${lines.map((line) => line.request).join(",\n")}]`;
		const response = await post(`${PATH}?concurrency=${concurrency}`, requests,
				{ accept: "application/x-ndjson", signal });
		let answered = 0;
		for await (const text of linesOf(response.body)) {
			const answer = JSON.parse(text);
			const line = lines[answer.index];
			// The server counts what it was sent, and its words are kept as they came.
			const json = text.replace(/^\{"index":\d+/, `{"index":${line.index}`);
			this.#take(line, answer, json);
			this.#store.put(this.id, line.index, json);
			answered++;
		}
		if (answered < lines.length) {
			throw new ProblemError({ title: "The response broke off", detail: "What has no result can be run again." });
		}
	}

	/** Returns all outcomes as JSON Lines, in the order of the input. */
	toJsonLines() {
		return this.lines.filter((line) => this.#outcomes.has(line))
			.map((line) => `${this.#outcomes.get(line).json}\n`)
			.join("");
	}

	#isFailed(line) {
		const outcome = this.#outcomes.get(line);
		return outcome?.problem !== undefined && !outcome.refused;
	}

	#forget(line) {
		const outcome = this.#outcomes.get(line);
		if (outcome) {
			this.#outcomes.delete(line);
			this.#count(outcome, -1);
		}
		return outcome !== undefined;
	}

	#refuse(line) {
		const error = { status: 400, title: "Not sent", detail: `It ${line.reason}` };
		this.#take(line, { error }, JSON.stringify({ index: line.index, error }));
	}

	#take(line, { response, error }, json) {
		this.#forget(line);
		const outcome = {
			texts: response?.choices?.map((choice) => choice.text ?? "") ?? [],
			problem: error,
			// Nothing behind the application has answered: the request was refused before it was sent.
			refused: error?.status === 400 && error.upstream_status === undefined,
			tokens: response?.usage?.completion_tokens ?? 0,
			json
		};
		this.#outcomes.set(line, outcome);
		this.#count(outcome, 1);
	}

	#count({ problem, refused, tokens }, by) {
		this.failed += problem && !refused ? by : 0;
		this.refused += refused ? by : 0;
		this.tokens += by * tokens;
	}

}
