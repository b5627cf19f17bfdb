import { fill, h } from "../lib/dom.js";
import { count } from "../lib/numbers.js";

const ROWS = 50;
const SHOWN_CHARACTERS = 300;

/** Shows prompts and their outcomes, a page of rows at a time, as there may be very many. */
export class Table {

	#bulk = null;
	#page = 0;
	#onlyFailures = false;
	#body = h("tbody", {});
	#range = h("span", { class: "hint" });
	#previous = h("button", { type: "button", class: "quiet", onclick: () => this.#turn(-1) }, "Previous");
	#next = h("button", { type: "button", class: "quiet", onclick: () => this.#turn(1) }, "Next");
	#all = h("button", { type: "button", class: "chip", onclick: () => this.#choose(false) }, "All");
	#failures = h("button", { type: "button", class: "chip", onclick: () => this.#choose(true) }, "Failed");

	constructor() {
		this.element = h("section", { class: "card bulk-table", "aria-label": "Results", hidden: true },
				h("div", { class: "actions" },
						h("div", { class: "actions", role: "group", "aria-label": "Which lines to show" },
								this.#all, this.#failures),
						h("div", { class: "actions pages", role: "group", "aria-label": "Pages" },
								this.#range, this.#previous, this.#next)),
				h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Prompts and results" },
						h("table", {},
								h("thead", {}, h("tr", {}, ["Line", "Prompt", "Result"].map((title) =>
									h("th", { scope: "col" }, title)))),
								this.#body)));
	}

	/** Shows another bulk from its beginning. */
	show(bulk) {
		this.#bulk = bulk;
		this.element.hidden = false;
		this.#choose(false);
	}

	/** Shows what is new. */
	update() {
		const lines = this.#onlyFailures
			? this.#bulk.lines.filter((line) => this.#bulk.outcome(line)?.problem) : this.#bulk.lines;
		const pages = Math.max(1, Math.ceil(lines.length / ROWS));
		this.#page = Math.min(this.#page, pages - 1);
		const first = this.#page * ROWS;
		const shown = lines.slice(first, first + ROWS);
		fill(this.#body, shown.length > 0 ? shown.map((line) => this.#row(line))
			: h("tr", {}, h("td", { colspan: 3, class: "muted" }, "No line has failed")));
		this.#range.textContent = shown.length > 0
			? `${first + 1}–${first + shown.length} of ${count(lines.length, "line")}` : "";
		this.#previous.disabled = this.#page === 0;
		this.#next.disabled = this.#page === pages - 1;
	}

	#choose(onlyFailures) {
		this.#onlyFailures = onlyFailures;
		this.#page = 0;
		this.#all.setAttribute("aria-pressed", !onlyFailures);
		this.#failures.setAttribute("aria-pressed", onlyFailures);
		this.update();
	}

	#turn(pages) {
		this.#page += pages;
		this.update();
	}

	#row(line) {
		return h("tr", {},
				h("td", {}, line.index + 1),
				h("td", { class: "bulk-prompt" }, shorten(line.prompt)),
				h("td", { class: "bulk-result" }, result(this.#bulk.outcome(line))));
	}

}

function result(outcome) {
	if (!outcome) {
		return h("span", { class: "muted" }, "–");
	}
	const { problem, text } = outcome;
	return problem ? [h("span", { class: "badge bad" }, problem.status), " ", shorten(meaning(problem))]
		: h("span", { class: "completion" }, shorten(text));
}

// The details of errors begin with their status.
function meaning({ status, title, detail }) {
	return (detail ?? title).replace(new RegExp(`^${status}: `), "");
}

function shorten(text) {
	return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
}
