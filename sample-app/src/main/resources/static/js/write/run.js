import { attemptsOf, post, postForEvents } from "../lib/events.js";
import { parse, stringify } from "../lib/json.js";
import { problemOf, ProblemError } from "../lib/problem.js";
import { tokensOf } from "./logprobs.js";

const PATH = "api/completions";

/** One call, as far as it has come. */
export class Run {

	state = "running";
	choices = [];
	echo = null;
	usage = null;
	model = null;
	attempts = null;
	problem = null;
	firstAfter = null;
	lastAfter = null;
	endedAfter = null;

	constructor(fields, streams) {
		this.at = Date.now();
		this.id = `${this.at}-${Math.random().toString(36).slice(2)}`;
		this.fields = fields;
		this.streams = streams;
	}

	/** Returns a run as it was kept in JSON. */
	static of(kept) {
		const run = Object.assign(new Run(kept.fields, kept.streams), kept);
		if (typeof run.fields.seed === "string") {
			run.fields = { ...run.fields, seed: BigInt(run.fields.seed) };
		}
		return run;
	}

	get path() {
		return this.streams ? `${PATH}/stream` : PATH;
	}

	get body() {
		return stringify(this.fields);
	}

	/** The number of tokens: the server's figure where it told one. */
	get tokens() {
		return this.usage?.completion_tokens ?? this.choices.reduce((sum, choice) => sum + choice.tokens.length, 0);
	}

	/** Tokens per second, of a stream from its first token on. */
	get rate() {
		const [tokens, time] = this.streams ? [this.tokens - 1, this.lastAfter - this.firstAfter]
			: [this.tokens, this.endedAfter];
		return tokens > 0 && time > 0 ? tokens / (time / 1000) : null;
	}

	/**
	 * Makes the call.
	 *
	 * @param {AbortSignal} signal stops it
	 * @param {function(number, Array): void} onTokens hears of a choice's new tokens
	 */
	async start(signal, onTokens) {
		const started = performance.now();
		const passed = () => performance.now() - started;
		try {
			if (this.streams) {
				await this.#stream(signal, passed, onTokens);
			}
			else {
				await this.#create(signal, passed, onTokens);
			}
			this.state = "done";
		}
		catch (error) {
			if (signal.aborted) {
				this.state = "stopped";
			}
			else {
				this.state = "failed";
				this.problem = { attempts: this.attempts, ...problemOf(error) };
			}
		}
		this.endedAfter = passed();
	}

	async #stream(signal, passed, onTokens) {
		const onResponse = (response) => this.#head(response);
		for await (const { type, data } of postForEvents(this.path, this.body, { signal, onResponse })) {
			if (type === "error") {
				throw new ProblemError(parse(data));
			}
			if (type === "done") {
				return;
			}
			this.#received(parse(data), passed(), onTokens);
		}
		throw new ProblemError({ title: "The stream broke off", detail: "The application ended it without a word." });
	}

	async #create(signal, passed, onTokens) {
		const response = await post(this.path, this.body, { signal });
		this.#head(response);
		const completion = parse(await response.text());
		this.echo = completion.prompt?.map((echo) => ({ tokens: tokensOf(echo) }))[0] ?? null;
		this.#received(completion, passed(), onTokens);
	}

	#head(response) {
		this.attempts = attemptsOf(response);
	}

	#received(part, time, onTokens) {
		this.model ??= part.model ?? null;
		this.usage = part.usage ?? this.usage;
		for (const delta of part.choices ?? []) {
			const choice = this.#choice(delta.index ?? 0);
			choice.finish = delta.finish_reason ?? choice.finish;
			choice.seed = delta.seed ?? choice.seed;
			const tokens = tokensOf(delta);
			if (tokens.length > 0) {
				this.firstAfter ??= time;
				this.lastAfter = time;
				choice.tokens.push(...tokens);
			}
			onTokens(delta.index ?? 0, tokens);
		}
	}

	#choice(index) {
		while (this.choices.length <= index) {
			this.choices.push({ tokens: [], finish: null, seed: null });
		}
		return this.choices[index];
	}

}
