import { fill, h } from "../lib/dom.js";
import { count, seconds } from "../lib/numbers.js";

const INTERVAL = 250;

/** Tells how far a bulk is and how fast it goes. */
export class Progress {

	#bar = h("progress", { "aria-label": "Lines with a result" });
	#facts = h("dl", { class: "facts" });
	#status = h("p", { class: "bulk-status", role: "status" });
	#bulk = null;
	#timer = 0;
	#onUpdate;
	#started = 0;
	#ended = 0;
	#doneBefore = 0;
	#tokensBefore = 0;

	/** @param {function(): void} onUpdate is called a few times a second while a bulk runs */
	constructor(onUpdate) {
		this.#onUpdate = onUpdate;
		this.element = h("section", { class: "card stack bulk-progress", "aria-label": "Progress", hidden: true },
				this.#bar, this.#facts, this.#status);
	}

	start(bulk, lines) {
		this.#bulk = bulk;
		this.#doneBefore = bulk.done;
		this.#tokensBefore = bulk.tokens;
		this.#started = performance.now();
		this.#ended = 0;
		this.element.hidden = false;
		this.#status.textContent = `Running ${count(lines, "line")}…`;
		this.#timer = setInterval(() => this.update(), INTERVAL);
		this.update();
	}

	end(message) {
		clearInterval(this.#timer);
		this.#ended = performance.now();
		this.update();
		this.#status.textContent = message;
	}

	update() {
		const { done, failed, lines, tokens } = this.#bulk;
		const elapsed = (this.#ended || performance.now()) - this.#started;
		const perSecond = (number) => (number * 1000 / elapsed).toLocaleString("en", { maximumFractionDigits: 1 });
		this.#bar.max = lines.length;
		this.#bar.value = done;
		fill(this.#facts, [
			["Done", `${done.toLocaleString("en")} of ${lines.length.toLocaleString("en")}`],
			["Failed", failed.toLocaleString("en")],
			["Throughput", `${perSecond(done - this.#doneBefore)} lines/s`],
			["Tokens out", `${perSecond(tokens - this.#tokensBefore)} tokens/s`],
			["Time", seconds(elapsed)]
		].map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))));
		this.#onUpdate();
	}

}
