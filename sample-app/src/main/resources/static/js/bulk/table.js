import { blankness } from "../lib/blank.js";
import { fill, h } from "../lib/dom.js";
import { count } from "../lib/numbers.js";
import { detailOf } from "../lib/problem.js";

const ROWS = 50;
const SHOWN_CHARACTERS = 300;

const FILTERS = {
	all: { title: "All", none: "", lines: (bulk) => bulk.lines },
	failed: { title: "Failed", none: "No prompt has failed", lines: (bulk) => bulk.failures },
	refused: { title: "Not sent", none: "Every prompt could be sent", lines: (bulk) => bulk.refusals }
};

/** Shows prompts and their outcomes, a page of rows at a time, as there may be very many. */
export class Table {

	#bulk = null;
	#page = 0;
	#filter = "all";
	#body = h("tbody", {});
	#range = h("span", { class: "hint" });
	#previous = h("button", { type: "button", class: "quiet", onclick: () => this.#turn(-1) }, "Previous");
	#next = h("button", { type: "button", class: "quiet", onclick: () => this.#turn(1) }, "Next");
	#filters = Object.keys(FILTERS).map((filter) => h("button", { type: "button", class: "chip", dataset: { filter },
		onclick: () => this.#choose(filter) }));

	constructor() {
		this.element = h("section", { class: "card bulk-table", "aria-label": "Results", hidden: true },
				h("div", { class: "actions" },
						h("div", { class: "actions", role: "group", "aria-label": "Which prompts to show" }, this.#filters),
						h("div", { class: "actions pages", role: "group", "aria-label": "Pages" },
								this.#range, this.#previous, this.#next)),
				h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Prompts and results" },
						h("table", {},
								h("thead", {}, h("tr", {}, ["No.", "Prompt", "Result"].map((title) =>
									h("th", { scope: "col" }, title)))),
								this.#body)));
	}

	/** Shows another bulk from its beginning. */
	show(bulk) {
		this.#bulk = bulk;
		this.element.hidden = false;
		this.#choose("all");
	}

	hide() {
		this.element.hidden = true;
	}

	/** Shows what is new. */
	update() {
		const { lines: linesOf, none } = FILTERS[this.#filter];
		const lines = linesOf(this.#bulk);
		const pages = Math.max(1, Math.ceil(lines.length / ROWS));
		this.#page = Math.min(this.#page, pages - 1);
		const first = this.#page * ROWS;
		const shown = lines.slice(first, first + ROWS);
		fill(this.#body, shown.length > 0 ? shown.map((line) => this.#row(line))
			: h("tr", {}, h("td", { colspan: 3, class: "muted" }, none)));
		this.#range.textContent = shown.length > 0
			? `${first + 1}–${first + shown.length} of ${count(lines.length, "prompt")}` : "";
		this.#label();
		this.#previous.disabled = this.#page === 0;
		this.#next.disabled = this.#page === pages - 1;
	}

	#choose(filter) {
		this.#filter = filter;
		this.#page = 0;
		this.update();
	}

	#label() {
		const numbers = { failed: this.#bulk.failed, refused: this.#bulk.refused };
		for (const button of this.#filters) {
			const { filter } = button.dataset;
			const text = FILTERS[filter].title + (numbers[filter] > 0 ? ` ${numbers[filter].toLocaleString("en")}` : "");
			// A text that is set anew would be read out anew.
			if (button.textContent !== text) {
				button.textContent = text;
			}
			button.setAttribute("aria-pressed", filter === this.#filter);
			button.hidden = filter === "refused" && numbers.refused === 0 && filter !== this.#filter;
		}
	}

	#turn(pages) {
		this.#page += pages;
		this.update();
	}

	#row(line) {
		return h("tr", {},
				h("td", {}, line.index + 1),
				h("td", { class: "bulk-prompt", dir: "auto" }, shorten(line.prompt)),
				h("td", { class: "bulk-result" }, result(this.#bulk.outcome(line))));
	}

}

function result(outcome) {
	if (!outcome) {
		return h("span", { class: "muted" }, "–");
	}
	const { problem, refused, texts } = outcome;
	if (problem) {
		return [h("span", { class: refused ? "badge warn" : "badge bad" }, refused ? "Not sent" : problem.status), " ",
			problem.exception && !refused && [h("code", {}, problem.exception), " "],
			shorten(detailOf(problem) ?? problem.title ?? "")];
	}
	return texts.length > 0 ? texts.map(completion) : h("em", { class: "muted" }, "Blank: the response has no choice");
}

function completion(text) {
	const blank = blankness(text);
	return blank ? h("p", { class: "hint blank" }, blank)
		: h("p", { class: "completion", dir: "auto" }, shorten(text));
}

function shorten(text) {
	return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
}
