import { copyButton } from "../lib/copy.js";
import { fill, h } from "../lib/dom.js";
import { count, seconds } from "../lib/numbers.js";
import { errorCard } from "../lib/problem.js";
import { blankness } from "../lib/blank.js";
import { looksLikeCode } from "./code.js";
import { TokenText } from "./tokens.js";

/** Shows a run: while it goes on, or as it was kept. */
export class Output {

	#choices = h("div", { class: "choices" });
	#echo = h("div", {});
	#stats = h("dl", { class: "facts stats" });
	#status = h("p", { class: "spoken", role: "status" });
	#legend = h("p", { class: "legend hint", hidden: true }, h("span", {}, "unlikely"), h("span", { class: "scale" }),
			h("span", {}, "certain"), h("span", { class: "how" }, "Point at a token, or move with the arrow keys"));
	#problem = h("div", {});
	#views = [];
	#run = null;

	/**
	 * @param {function(string): void} onSeed takes a seed to be used again
	 */
	constructor(onSeed) {
		this.onSeed = onSeed;
		this.empty = h("p", { class: "empty" }, "The text appears here, token by token.");
		this.element = h("section", { class: "card output", "aria-label": "Completion" },
				this.#status, this.#problem, this.empty, this.#echo, this.#choices, this.#legend, this.#stats);
	}

	/** Shows a run from its beginning, with what it has already. */
	show(run) {
		this.#run = run;
		this.#views = [];
		this.empty.hidden = true;
		this.#legend.hidden = true;
		fill(this.#problem);
		fill(this.#echo);
		fill(this.#choices);
		this.#choices.classList.toggle("code-text", looksLikeCode(run.fields.prompt));
		for (let index = 0; index < Math.max(run.fields.n ?? 1, run.choices.length); index++) {
			this.#view(index);
		}
		run.choices.forEach((choice, index) => this.add(index, choice.tokens));
		if (run.state === "running") {
			this.#choices.setAttribute("aria-busy", "true");
			this.element.classList.add("running");
			this.#status.textContent = "Writing";
			this.update();
		}
		else {
			this.end();
		}
	}

	add(index, tokens) {
		const view = this.#view(index);
		view.text.add(tokens);
		const perplexity = view.text.perplexity;
		if (perplexity !== null) {
			this.#legend.hidden = false;
			view.perplexity.textContent = `perplexity ${perplexity.toFixed(2)}`;
			view.perplexity.hidden = false;
		}
		const { finish, seed } = this.#run.choices[index];
		if (finish) {
			view.finish.textContent = finish;
			view.finish.hidden = false;
			view.element.classList.add("finished");
		}
		view.seed.textContent = seed ? `Use seed ${seed}` : "";
		view.seed.hidden = !seed;
	}

	/** Brings the figures up to date. */
	update() {
		const run = this.#run;
		fill(this.#stats, facts(run).map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))));
	}

	end() {
		const run = this.#run;
		this.#choices.removeAttribute("aria-busy");
		this.element.classList.remove("running");
		this.update();
		fill(this.#echo, run.echo && echo(run.echo));
		this.#views.forEach(({ blank }, index) => {
			blank.textContent = run.state === "done" ? blankness(textOf(run, index)) : "";
		});
		const nothing = run.choices.every((choice) => choice.tokens.length === 0);
		this.#choices.hidden = run.state === "failed" && nothing;
		if (run.problem) {
			fill(this.#problem, errorCard(run.problem));
		}
		this.#status.textContent = run.problem ? ""
			: `${run.state === "stopped" ? "Stopped" : "Finished"}: ${count(run.tokens, "token")}, ${seconds(run.endedAfter)}`;
	}

	#view(index) {
		while (this.#views.length <= index) {
			this.#views.push(this.#choice(this.#views.length));
		}
		return this.#views[index];
	}

	#choice(index) {
		const name = `Choice ${index + 1}`;
		const run = this.#run;
		const text = new TokenText(name);
		const view = {
			text,
			finish: h("span", { class: "badge good", title: "Finish reason", hidden: true }),
			perplexity: h("span", { class: "badge", hidden: true }),
			blank: h("p", { class: "hint blank" }),
			seed: h("button", { type: "button", class: "quiet seed", hidden: true,
				onclick: () => this.onSeed(String(run.choices[index].seed)) })
		};
		view.element = h("article", { class: "choice", "aria-label": name },
				h("header", { class: "choice-head" }, h("h3", {}, name), view.finish, view.perplexity,
						copyButton(`the text of choice ${index + 1}`, () => textOf(run, index))),
				text.element, view.blank, view.seed);
		this.#choices.append(view.element);
		return view;
	}

}

function facts(run) {
	const usage = run.usage;
	return [
		["State", { running: "writing", done: "done", stopped: "stopped", failed: "failed" }[run.state]],
		["Time to first token", run.firstAfter !== null && seconds(run.firstAfter)],
		["Total time", run.endedAfter !== null && seconds(run.endedAfter)],
		["Tokens per second", run.rate !== null && run.rate.toFixed(1)],
		["Tokens", run.tokens > 0 && (usage ? `${usage.prompt_tokens} in, ${usage.completion_tokens} out` : `${run.tokens} out`)],
		["Attempts", run.attempts !== null && String(run.attempts)],
		["Model", run.model]
	].filter(([, value]) => value);
}

function echo({ tokens }) {
	const text = new TokenText("Prompt");
	text.add(tokens);
	return h("section", { class: "echo", "aria-label": "Echo of the prompt" }, h("h3", {}, "Echo of the prompt"),
			text.element);
}

function textOf(run, index) {
	return (run.choices[index]?.tokens ?? []).map((token) => token.text).join("");
}
